package dev.tandem.internal.task;

import static java.util.Objects.requireNonNull;

import dev.tandem.ContextCarrierException;
import dev.tandem.Insights;
import dev.tandem.MapOptions;
import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.PoolStats;
import dev.tandem.Shared;
import dev.tandem.TaskBiFunction;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.TaskOptions;
import dev.tandem.TaskRunnable;
import dev.tandem.TaskSerializationException;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.mapping.ElementSource;
import dev.tandem.internal.mapping.MapRun;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The pool as users see it: every form of submission led to the one way in, with the options of this view. */
public final class PoolView implements PoolExecutor {
    private final Backend backend;
    private final PoolCore core;
    private final Submitter submitter;

    /** The view with the default options. */
    public PoolView(Backend backend) {
        this(backend, TaskOptions.defaults());
    }

    private PoolView(Backend backend, TaskOptions options) {
        this.backend = backend;
        this.core = backend.core();
        this.submitter = new Submitter(backend, options);
    }

    // ---- submit

    @Override
    public <T> TaskFuture<T> submit(TaskCallable<T> task) {
        return submit((Callable<T>) task);
    }

    @Override
    public TaskFuture<?> submit(TaskRunnable task) {
        return submit((Runnable) task);
    }

    @Override
    public <A extends @Nullable Object, R> TaskFuture<R> submit(
            TaskFunction<? super A, ? extends R> function, A argument) {
        return submitter.submit(TaskCall.function(requireNonNull(function, "function"), argument));
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R> TaskFuture<R> submit(
            TaskBiFunction<? super A, ? super B, ? extends R> function, A first, B second) {
        return submitter.submit(TaskCall.biFunction(requireNonNull(function, "function"), first, second));
    }

    @Override
    public <T> TaskFuture<T> submit(Callable<T> task) {
        return submitter.submit(TaskCall.callable(requireNonNull(task, "task")));
    }

    @Override
    public TaskFuture<?> submit(Runnable task) {
        return submitter.submit(TaskCall.runnable(requireNonNull(task, "task")));
    }

    @Override
    public <T> TaskFuture<T> submit(Runnable task, T result) {
        return submitter.submit(TaskCall.runnable(requireNonNull(task, "task")), result);
    }

    @Override
    public <T> TaskFuture<T> submit(TaskRunnable task, T result) {
        return submit((Runnable) task, result);
    }

    @Override
    public void execute(Runnable command) {
        TaskFuture<?> future = submit(requireNonNull(command, "command"));
        Throwable failure = future.isCompletedExceptionally() ? failureOf(future) : null;
        if (failure instanceof TaskSerializationException) {
            throw new RejectedExecutionException("command cannot travel to a worker: pool=" + core.name(), failure);
        }
        if (failure instanceof ContextCarrierException && future.attempts() == 0) {
            throw new RejectedExecutionException("command has no context: pool=" + core.name(), failure);
        }
        future.addDoneCallback(PoolView::logFailure);
    }

    private static @Nullable Throwable failureOf(TaskFuture<?> done) {
        return done.<@Nullable Throwable>handle((value, failure) -> failure).getNow(null);
    }

    private static void logFailure(TaskFuture<?> future) {
        if (future.isCompletedExceptionally() && !future.isCancelled()) {
            PoolCore.LOGGER.log(
                    System.Logger.Level.ERROR, "executed command failed: task=" + future.label(), failureOf(future));
        }
    }

    // ---- map

    @Override
    public <A, R> MapResults<R> map(
            TaskFunction<? super A, ? extends R> function,
            Iterator<? extends A> inputs,
            UnaryOperator<MapOptions> options) {
        return map(options, ElementSource.of(requireNonNull(function, "function"), requireNonNull(inputs, "inputs")));
    }

    @Override
    public <A, R> MapResults<R> map(
            TaskFunction<? super A, ? extends R> function,
            Iterable<? extends A> inputs,
            UnaryOperator<MapOptions> options) {
        requireNonNull(function, "function");
        requireNonNull(inputs, "inputs");
        OptionalLong size =
                inputs instanceof Collection<?> known ? OptionalLong.of(known.size()) : OptionalLong.empty();
        return map(options, ElementSource.of(function, inputs.iterator(), size));
    }

    @Override
    public <A, B, R> MapResults<R> map(
            TaskBiFunction<? super A, ? super B, ? extends R> function,
            Iterable<? extends A> firsts,
            Iterable<? extends B> seconds,
            UnaryOperator<MapOptions> options) {
        requireNonNull(function, "function");
        requireNonNull(firsts, "firsts");
        requireNonNull(seconds, "seconds");
        return map(options, ElementSource.of(function, firsts.iterator(), seconds.iterator()));
    }

    private <R> MapResults<R> map(UnaryOperator<MapOptions> options, ElementSource source) {
        if (submitter.options().captureLimit().isPresent()) {
            throw new IllegalArgumentException(
                    "captureOutput needs submit, since the results of map have no futures to hold the output: pool="
                            + core.name());
        }
        MapOptions chosen = requireNonNull(options, "options").apply(MapOptions.defaults());
        return new MapRun<>(submitter.inThisContext(), requireNonNull(chosen, "options"), source);
    }

    /**
     * The way in for tasks that are submitted later and in other threads, with the options of this view and the context
     * of the thread that calls this.
     *
     * @throws ContextCarrierException if the context cannot be captured
     */
    public Submitter submitterInThisContext() {
        return submitter.inThisContext();
    }

    /** The options of what is submitted through this view. */
    public TaskOptions options() {
        return submitter.options();
    }

    // ---- options and statistics

    @Override
    public PoolExecutor with(UnaryOperator<TaskOptions> options) {
        TaskOptions chosen = requireNonNull(requireNonNull(options, "options").apply(submitter.options()), "options");
        if (chosen.key().isPresent() && !backend.supportsKeys()) {
            throw new IllegalArgumentException("key needs workers that run more than one task, and each virtual thread"
                    + " runs one: pool=" + core.name() + ", key=" + chosen.key().get());
        }
        if (chosen.captureLimit().isPresent() && !backend.supportsCapture()) {
            throw new IllegalArgumentException("captureOutput needs a process pool, since the threads of this one share"
                    + " System.out with everybody: pool=" + core.name());
        }
        return new PoolView(backend, chosen);
    }

    @Override
    public <T> Shared<T> share(T value) {
        return core.shares().share(requireNonNull(value, "value"), backend);
    }

    @Override
    public PoolStats stats() {
        return backend.stats();
    }

    @Override
    public Insights insights() {
        InsightsRecorder recorder = core.insights();
        if (recorder == null) {
            throw new IllegalStateException(
                    "insights need a pool that was opened with o -> o.withInsights(): pool=" + core.name());
        }
        return recorder.insights(backend.stats(), backend::workerTimes);
    }

    @Override
    public void resize(int workers) {
        if (workers <= 0) {
            throw new IllegalArgumentException("workers must be positive: workers=" + workers);
        }
        backend.resize(workers);
    }

    // ---- the end

    @Override
    public void shutdown(boolean wait, boolean cancelFutures) {
        core.tryShutdown();
        if (cancelFutures) {
            cancelPending();
        }
        if (core.undone() == 0) {
            backend.onIdleShutdown();
        }
        if (wait) {
            awaitEnd();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        core.tryShutdown();
        core.stop();
        List<Runnable> neverStarted = cancelPending();
        backend.stopRunning();
        if (core.undone() == 0) {
            backend.onIdleShutdown();
        }
        return neverStarted;
    }

    /** Cancels the tasks that have not started and returns them. */
    private List<Runnable> cancelPending() {
        core.cancelPending();
        List<PoolFuture<?>> pending = new ArrayList<>(backend.drainPending());
        pending.addAll(core.drainDelayed());
        List<Runnable> neverStarted = new ArrayList<>();
        for (PoolFuture<?> task : pending) {
            TaskCall call = task.call();
            if (call != null && !task.isClaimed()) {
                neverStarted.add(call.function() instanceof Runnable given ? given : new NeverStarted(call));
            }
            task.abandon("the pool was shut down: pool=" + core.name());
        }
        return neverStarted;
    }

    @Override
    public void close() {
        switch (core.settings().onClose()) {
            case WAIT -> shutdown(true, false);
            case CANCEL_PENDING -> shutdown(true, true);
            case KILL -> {
                shutdownNow();
                awaitEnd();
            }
        }
    }

    /** Waits for the end; if interrupted, hastens it and goes on waiting. */
    private void awaitEnd() {
        if (core.isMember()) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                core.awaitTermination();
                break;
            } catch (InterruptedException e) {
                if (!interrupted) {
                    shutdownNow();
                }
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isShutdown() {
        return core.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return core.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return core.awaitTermination(unit.toNanos(timeout));
    }

    // ---- invoke

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return Invocations.all(this, tasks, Long.MAX_VALUE);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return Invocations.all(this, tasks, unit.toNanos(timeout));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return Invocations.any(this, tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("no time limit was given", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invocations.any(this, tasks, unit.toNanos(timeout));
    }

    @Override
    public String toString() {
        return "PoolExecutor[" + core.name() + ", undone=" + core.undone()
                + (core.isTerminated() ? ", terminated" : core.isShutdown() ? ", shut down" : "") + ']';
    }
}
