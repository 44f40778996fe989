package dev.tandem.internal.task;

import dev.tandem.RetryPolicy;
import dev.tandem.TaskFuture;
import dev.tandem.TaskOptions;
import dev.tandem.TaskStatus;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException.Retry;
import dev.tandem.WorkerCrashedException.Retry.Verdict;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.flight.Flight;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task, as pools see it.
 *
 * @param <T> the type of the result
 */
/*
 * Done exactly once. Whoever completes the future, from inside (a worker's outcome, a limit, the end of the pool) or
 * from outside (cancel, complete, orTimeout), first wins `claimed` by compare-and-set; only the winner counts the
 * outcome, completes the superclass, runs the callbacks and settles the task with the pool. Losers that have to tell
 * the outcome wait the few instructions until the winner has completed the superclass.
 *
 * Started at most once per attempt. `phase` belongs to the backend:
 *   WAITING -> TAKEN        a worker takes the task
 *   WAITING -> WITHDRAWN    it never starts
 *   TAKEN   -> WAITING      the attempt is over and there will be another, or a buffered task goes back to the queue
 */
public class PoolFuture<T> extends TaskFuture<T> {
    /** No worker has the task. */
    public static final int WAITING = 0;
    /** A worker, or the buffer of one, has the task. */
    public static final int TAKEN = 1;
    /** The task will never start. */
    public static final int WITHDRAWN = 2;

    private static final VarHandle PHASE;
    private static final VarHandle CLAIMED;
    private static final VarHandle CALLBACKS;
    private static final VarHandle SLOT_HELD;
    private static final VarHandle CALL;
    private static final VarHandle ATTEMPTS;
    private static final VarHandle WORKER;
    private static final VarHandle STARTED_NANOS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(PoolFuture.class, "phase", int.class);
            CLAIMED = lookup.findVarHandle(PoolFuture.class, "claimed", int.class);
            CALLBACKS = lookup.findVarHandle(PoolFuture.class, "callbacks", Callback.class);
            SLOT_HELD = lookup.findVarHandle(PoolFuture.class, "slotHeld", int.class);
            CALL = lookup.findVarHandle(PoolFuture.class, "call", TaskCall.class);
            ATTEMPTS = lookup.findVarHandle(PoolFuture.class, "attempts", int.class);
            WORKER = lookup.findVarHandle(PoolFuture.class, "worker", WorkerId.class);
            STARTED_NANOS = lookup.findVarHandle(PoolFuture.class, "startedNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The end of the list of callbacks of a future that has run them. */
    private static final Callback<Object> CLOSED = new Callback<>(f -> {}, null);

    private final Backend backend;
    private final TaskOptions options;
    private final @Nullable T fixedResult;
    private final long submittedNanos = System.nanoTime();

    // `call`, `attempts`, `worker` and `startedNanos` are written in release mode: nobody writes one of them and then
    // reads what another thread wrote, so that the fences of volatile writes would be for nothing

    /** Set by the submitting thread, dropped by the thread that completes the future. */
    private volatile @Nullable TaskCall call;

    /** The number of the task in its pool. Set by the submitting thread before the task is enqueued. */
    private long number;

    /** By compare-and-set; see the overview. */
    @SuppressWarnings("UnusedVariable")
    private volatile int phase;

    /** 0, or 1 once somebody has won the right to complete the future. By compare-and-set. */
    @SuppressWarnings("UnusedVariable")
    private volatile int claimed;

    /** 1 while the task holds a place in a limited queue. By compare-and-set. */
    @SuppressWarnings("UnusedVariable")
    private volatile int slotHeld;

    /** The callbacks, last one first, or CLOSED. By compare-and-set. */
    @SuppressWarnings("UnusedVariable")
    private volatile @Nullable Callback<T> callbacks;

    /** Written by the backend when a worker takes the task, read anywhere. */
    private volatile int attempts;

    private volatile @Nullable WorkerId worker;
    private volatile long startedNanos;

    /** Written by the winner of {@code claimed} before it completes the superclass. */
    private long finishedNanos;

    private record Callback<T>(
            Consumer<? super TaskFuture<T>> body, @Nullable Callback<T> next) {}

    /** Creates the future of a task that is not accepted yet. */
    public PoolFuture(Backend backend, TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        this.backend = backend;
        CALL.setRelease(this, call);
        this.options = options;
        this.fixedResult = fixedResult;
    }

    // ---- for backends

    /** What runs the task. */
    protected final Backend backend() {
        return backend;
    }

    /** The pool. */
    public final PoolCore core() {
        return backend.core();
    }

    /** The options of the task. */
    public final TaskOptions options() {
        return options;
    }

    /** What the task does, or null once the future is done. */
    public final @Nullable TaskCall call() {
        return call;
    }

    /** The number of the task in its pool, from 1. */
    public final long number() {
        return number;
    }

    /** When the task was submitted, by {@code System.nanoTime()}. */
    public final long submittedNanos() {
        return submittedNanos;
    }

    /** When a worker last took the task, by {@code System.nanoTime()}. */
    public final long startedNanos() {
        return startedNanos;
    }

    /** When the future was completed, by {@code System.nanoTime()}. Only for a future that is done. */
    public final long finishedNanos() {
        return finishedNanos;
    }

    /** Why the future failed or was cancelled, or null. Only for a future that is done. */
    public final @Nullable Throwable failureNow() {
        if (!isCompletedExceptionally()) {
            return null;
        }
        AtomicReference<@Nullable Throwable> found = new AtomicReference<>();
        whenComplete((value, failure) -> found.set(failure));
        return found.get();
    }

    /** The phase. */
    public final int phase() {
        return (int) PHASE.getVolatile(this);
    }

    /** Changes the phase, if it is the expected one. */
    public final boolean tryPhase(int expected, int next) {
        return PHASE.compareAndSet(this, expected, next);
    }

    /** Whether a worker is still busy with the task, which may be for a while after the future is done. */
    final Hold hold() {
        return backend.hold(this);
    }

    /** Whether the future is done or is just being completed. */
    public final boolean isClaimed() {
        return (int) CLAIMED.getVolatile(this) != 0;
    }

    /** A worker has taken the task; the listener is told. */
    public final void noteStarted(WorkerId id, long nanoTime) {
        markStarted(id, nanoTime);
        tellStarted();
    }

    /** A worker has taken the task; whoever calls this tells the listener afterwards. */
    public final void markStarted(WorkerId id, long nanoTime) {
        leaveQueue();
        STARTED_NANOS.setRelease(this, nanoTime);
        WORKER.setRelease(this, id);
        // only the one thread that took the task, or the holder of the pool's lock, gets here
        ATTEMPTS.setRelease(this, attempts + 1);
        if (Flight.isOn()) {
            core().flights().started(this, id, attempts, nanoTime);
        }
    }

    /** The task was put where a worker will find it. */
    protected final void noteGiven() {
        if (Flight.isOn()) {
            core().flights().given(this);
        }
    }

    /** The worker has told how long the attempt ran. */
    public final void noteRan(long nanos) {
        if (Flight.isOn()) {
            core().flights().ran(this, nanos);
        }
    }

    /** Tells the listener that a worker has taken the task. */
    public final void tellStarted() {
        if (core().hasListener()) {
            core().tell(l -> l.onStarted(this));
        }
    }

    /** The future is being completed: for backends that hold something for it. */
    protected void onDone() {}

    /** The index of the element of a chunk at which the worker died, or -1 if it is not known. */
    public int failedElement() {
        return -1;
    }

    /** The task ended with a result. Ignored if the future is done. */
    public final void succeed(@Nullable Object value) {
        succeed(value, System.nanoTime());
    }

    /** As {@link #succeed(Object)}, for a caller who knows the time. */
    @SuppressWarnings("unchecked")
    public final void succeed(@Nullable Object value, long nanoTime) {
        if (claim()) {
            T result = fixedResult;
            finish(result == null ? (T) value : result, null, nanoTime);
        }
    }

    /** Whether nothing is going to run when the future is done, as far as is known now. */
    public final boolean isUnobserved() {
        return callbacks == null && getNumberOfDependents() == 0 && !core().hasListener();
    }

    /** An attempt failed: completes the future, or arranges another attempt. Ignored if the future is done. */
    public final void fail(Throwable failure, FailureKind kind) {
        if (!isClaimed()) {
            fail(failure, verdict(failure, kind));
        }
    }

    /** As {@link #fail(Throwable, FailureKind)}, for a failure that tells whether there will be another attempt. */
    public final void failCrashed(Function<Retry, ? extends Throwable> report, FailureKind kind) {
        if (!isClaimed()) {
            Verdict verdict = verdict(null, kind);
            fail(report.apply(new Retry(verdict, attempts, options.retries().maxAttempts())), verdict);
        }
    }

    private void fail(Throwable failure, Verdict verdict) {
        if (verdict == Verdict.SCHEDULED) {
            retry(failure);
        } else if (claim()) {
            finish(null, failure, System.nanoTime());
        }
    }

    /** The pool gives the task up. Ignored if the future is done. */
    public final void abandon(String reason) {
        if (claim()) {
            finish(
                    null,
                    new CancellationException("task was cancelled: task=" + label() + ", " + reason),
                    System.nanoTime());
        }
    }

    /** Whether there is to be another attempt. The policy's own test is asked only if the answer depends on it. */
    private Verdict verdict(@Nullable Throwable failure, FailureKind kind) {
        RetryPolicy policy = options.retries();
        if (kind == FailureKind.FINAL) {
            return Verdict.POOL_ENDING; // or another reason: it is told only of a crash, and no crash is final
        }
        boolean isCrash = kind == FailureKind.CRASH || kind == FailureKind.POISON;
        if (isCrash && !policy.retryCrash()) {
            return Verdict.NOT_ASKED_FOR;
        } else if (kind == FailureKind.POISON) {
            return Verdict.KILLED_TOO_MANY;
        } else if (attempts >= policy.maxAttempts()) {
            return Verdict.ATTEMPTS_USED_UP;
        } else if (!isCrash && !isRetryable(failure, kind)) {
            return Verdict.NOT_ASKED_FOR;
        }
        PoolCore core = core();
        if (core.brokenReason() != null || core.isStopping()) {
            return Verdict.POOL_ENDING;
        }
        return isDeadlinePassed() ? Verdict.DEADLINE_PASSED : Verdict.SCHEDULED;
    }

    private boolean isRetryable(@Nullable Throwable failure, FailureKind kind) {
        if (kind == FailureKind.TIMEOUT || failure == null) {
            return options.retries().retryTimeout();
        }
        try {
            return options.retries().retryable().test(failure);
        } catch (Throwable e) {
            failure.addSuppressed(e); // the policy itself failed: the task is not retried, and its failure tells why
            return false;
        }
    }

    private void retry(Throwable failure) {
        PoolCore core = core();
        long delayNanos = backoffNanos();
        if (Flight.isOn()) {
            core.flights().retried(this, failure, delayNanos, System.nanoTime());
        }
        PHASE.setVolatile(this, WAITING);
        core.retriedCount().increment();
        if (core.hasListener()) {
            core.tell(l -> l.onRetry(this, failure, Duration.ofNanos(delayNanos)));
        }
        if (core.isPendingCancelled()) {
            abandon("the pool was shut down: pool=" + core.name());
        } else if (delayNanos == 0) {
            backend.enqueue(this);
        } else {
            core.delay(this, () -> backend.enqueue(this), delayNanos);
        }
    }

    private boolean isDeadlinePassed() {
        return options.deadline().isPresent()
                && System.nanoTime() - submittedNanos
                        >= Nanos.of(options.deadline().get());
    }

    private long backoffNanos() {
        RetryPolicy policy = options.retries();
        long delay = Nanos.of(policy.firstDelay());
        long longest = Nanos.of(policy.maxDelay());
        for (int i = 1; i < attempts && delay < longest; i++) {
            delay *= 2;
        }
        delay = Math.min(delay, longest);
        return delay == 0 ? 0 : delay - ThreadLocalRandom.current().nextLong(delay / 4 + 1);
    }

    // ---- for the view

    /** Counts the task as accepted and arms its deadline. */
    final void accepted(boolean holdsSlot) {
        if (holdsSlot && core().isQueueLimited()) {
            slotHeld = 1;
        }
        try {
            number = core().accept();
        } catch (RuntimeException e) {
            leaveQueue();
            throw e;
        }
        if (Flight.isOn()) {
            core().flights().submitted(this);
        }
        if (core().hasListener()) {
            core().tell(l -> l.onSubmitted(this));
        }
    }

    /** Arms the deadline of the task, if it has one. */
    final void armDeadline() {
        if (options.deadline().isPresent()) {
            long allowed = Nanos.of(options.deadline().get());
            Object alarm = core().schedule(() -> onDeadline(allowed), allowed);
            if (alarm instanceof java.util.concurrent.ScheduledFuture<?> scheduled) {
                addDoneCallback(f -> scheduled.cancel(false));
            }
        }
    }

    /** The deadline has passed: withdraws or stops the task. */
    public final void onDeadline(long allowedNanos) {
        if (isClaimed()) {
            return;
        }
        if (backend.withdraw(this)) {
            fail(
                    new TaskTimeoutException(
                            label(),
                            TaskTimeoutException.Limit.DEADLINE,
                            Duration.ofNanos(allowedNanos),
                            Duration.ofNanos(System.nanoTime() - submittedNanos),
                            null,
                            java.util.List.of()),
                    FailureKind.FINAL);
        } else {
            backend.expire(this, TaskTimeoutException.Limit.DEADLINE, allowedNanos);
        }
    }

    /** The task no longer waits in the queue, whose limit may admit another one. */
    public final void leaveQueue() {
        if (core().isQueueLimited() && SLOT_HELD.compareAndSet(this, 1, 0)) {
            core().releaseSlot();
        }
    }

    // ---- completion

    private boolean claim() {
        return CLAIMED.compareAndSet(this, 0, 1);
    }

    /** Only for the winner of {@code claimed}. */
    private void finish(@Nullable T value, @Nullable Throwable failure, long nanoTime) {
        finishedNanos = nanoTime;
        if (core().isMember()) {
            finishAsMember(value, failure);
        } else {
            Membership.runAs(core(), () -> finishAsMember(value, failure));
        }
    }

    @SuppressWarnings("NullAway") // a future's value may be null, as that of any CompletableFuture
    private void finishAsMember(@Nullable T value, @Nullable Throwable failure) {
        PoolCore core = core();
        try {
            InsightsRecorder insights = core.insights();
            if (insights != null) {
                insights.finished(this, failure);
            }
            CALL.setRelease(this, null);
            leaveQueue();
            onDone();
            count(core, failure);
            if (Flight.isOn()) {
                core.flights().ended(this, failure, finishedNanos);
            }
            if (failure == null) {
                super.complete(value);
            } else {
                super.completeExceptionally(failure);
            }
            runCallbacks();
            if (core.hasListener()) {
                core.tell(l -> l.onFinished(this));
            }
        } finally {
            core.settle();
        }
    }

    private static void count(PoolCore core, @Nullable Throwable failure) {
        if (failure == null) {
            core.completedCount().increment();
        } else if (failure instanceof CancellationException) {
            core.cancelledCount().increment();
        } else {
            core.failedCount().increment();
            if (failure instanceof TaskTimeoutException) {
                core.timedOutCount().increment();
            }
        }
    }

    /** Completes the future from outside and withdraws or stops the task. */
    private boolean finishFromOutside(@Nullable T value, @Nullable Throwable failure) {
        if (!claim()) {
            awaitDone();
            return false;
        }
        if (!backend.withdraw(this)) {
            backend.stop(this);
        }
        finish(value, failure, System.nanoTime());
        return true;
    }

    /** Waits until the winner of {@code claimed} has completed the superclass: a few instructions. */
    private void awaitDone() {
        while (!isDone()) {
            Thread.onSpinWait();
        }
    }

    @SuppressWarnings("unchecked")
    private void runCallbacks() {
        Callback<T> list = (Callback<T>) CALLBACKS.getAndSet(this, CLOSED);
        Callback<T> inOrder = null;
        for (Callback<T> c = list; c != null; c = c.next()) {
            inOrder = new Callback<>(c.body(), inOrder);
        }
        for (Callback<T> c = inOrder; c != null; c = c.next()) {
            runCallback(c.body());
        }
    }

    private void runCallback(Consumer<? super TaskFuture<T>> body) {
        try {
            body.accept(this);
        } catch (Throwable e) {
            PoolCore.LOGGER.log(System.Logger.Level.WARNING, "done callback failed: task=" + label(), e);
        }
    }

    // ---- TaskFuture

    @Override
    public TaskStatus status() {
        if (isClaimed()) {
            awaitDone();
            if (isCancelled()) {
                return TaskStatus.CANCELLED;
            }
            return isCompletedExceptionally() ? TaskStatus.FAILED : TaskStatus.SUCCEEDED;
        }
        return backend.isRunning(this) ? TaskStatus.RUNNING : TaskStatus.PENDING;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (isClaimed()) {
            awaitDone();
            return isCancelled();
        }
        boolean withdrawn = backend.withdraw(this);
        if (!withdrawn && !mayInterruptIfRunning) {
            return false;
        }
        if (claim()) {
            if (!withdrawn) {
                backend.stop(this);
            }
            finish(null, new CancellationException("task was cancelled: task=" + label()), System.nanoTime());
        } else {
            awaitDone();
        }
        return isCancelled();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the list ends with null
    public void addDoneCallback(Consumer<? super TaskFuture<T>> callback) {
        java.util.Objects.requireNonNull(callback, "callback");
        while (true) {
            Callback<T> head = (Callback<T>) CALLBACKS.getVolatile(this);
            if (head == (Object) CLOSED) {
                runCallback(callback);
                return;
            }
            if (CALLBACKS.compareAndSet(this, head, new Callback<>(callback, head))) {
                return;
            }
        }
    }

    /** Takes a callback back that was not called yet, wherever it was added. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the list ends with null
    final void removeDoneCallback(Consumer<?> callback) {
        while (true) {
            Callback<T> head = (Callback<T>) CALLBACKS.getVolatile(this);
            if (head == (Object) CLOSED || CALLBACKS.compareAndSet(this, head, without(head, callback))) {
                return;
            }
        }
    }

    /** How many callbacks wait to be called. */
    @SuppressWarnings("unchecked")
    final int callbackCount() {
        int count = 0;
        for (Callback<T> c = (Callback<T>) CALLBACKS.getVolatile(this); c != null; c = c.next()) {
            count += c == (Object) CLOSED ? 0 : 1;
        }
        return count;
    }

    private static <T> @Nullable Callback<T> without(@Nullable Callback<T> list, Consumer<?> callback) {
        Callback<T> reversed = null;
        for (Callback<T> c = list; c != null; c = c.next()) {
            if (c.body() != callback) {
                reversed = new Callback<>(c.body(), reversed);
            }
        }
        Callback<T> kept = null;
        for (Callback<T> c = reversed; c != null; c = c.next()) {
            kept = new Callback<>(c.body(), kept);
        }
        return kept;
    }

    @Override
    public String label() {
        return options.label().orElseGet(() -> labelOf(number));
    }

    /** The label of a task that was given none. */
    public static String labelOf(long number) {
        return "task-" + number;
    }

    @Override
    public int attempts() {
        return attempts;
    }

    @Override
    public Optional<WorkerId> worker() {
        return Optional.ofNullable(worker);
    }

    @Override
    public Optional<String> output() {
        return Optional.empty();
    }

    @Override
    public Instant submittedAt() {
        return Nanos.toInstant(submittedNanos);
    }

    @Override
    public Optional<Instant> startedAt() {
        return attempts == 0 ? Optional.empty() : Optional.of(Nanos.toInstant(startedNanos));
    }

    @Override
    public Optional<Instant> finishedAt() {
        return isDone() ? Optional.of(Nanos.toInstant(finishedNanos)) : Optional.empty();
    }

    // ---- CompletableFuture

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new DerivedFuture<>(core());
    }

    @Override
    public boolean complete(T value) {
        return finishFromOutside(value, null);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        java.util.Objects.requireNonNull(failure, "failure");
        return finishFromOutside(null, failure);
    }

    @Override
    public void obtrudeValue(T value) {
        if (!finishFromOutside(value, null)) {
            super.obtrudeValue(value);
        }
    }

    @Override
    public void obtrudeException(Throwable failure) {
        java.util.Objects.requireNonNull(failure, "failure");
        if (!finishFromOutside(null, failure)) {
            super.obtrudeException(failure);
        }
    }

    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        java.util.Objects.requireNonNull(supplier, "supplier");
        executor.execute(() -> {
            if (!isDone()) {
                try {
                    complete(supplier.get());
                } catch (Throwable e) {
                    completeExceptionally(e);
                }
            }
        });
        return this;
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        Membership.Compensation compensation = isDone() ? null : Membership.beforeWait(core());
        try {
            return super.get();
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Membership.Compensation compensation = isDone() ? null : Membership.beforeWait(core());
        try {
            return super.get(timeout, unit);
        } catch (TimeoutException e) {
            throw named(e, timeout, unit);
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    private TimeoutException named(TimeoutException e, long timeout, TimeUnit unit) {
        TimeoutException named = new TimeoutException("task is not done: task=" + label() + ", waited="
                + Duration.of(timeout, unit.toChronoUnit()) + ", status=" + status());
        named.initCause(e);
        return named;
    }

    @Override
    public T join() {
        Membership.Compensation compensation = isDone() ? null : Membership.beforeWait(core());
        try {
            return super.join();
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("TaskFuture[").append(label()).append(", ").append(status());
        if (isCompletedExceptionally()) {
            handle((value, failure) -> failure == null
                    ? text
                    : text.append(' ').append(failure.getClass().getName()));
        } else if (isDone()) {
            T value = getNow(null);
            text.append(' ').append(value == null ? "null" : value.getClass().getName());
        }
        return text.append(']').toString();
    }
}
