package dev.tandem.internal.choosing;

import dev.tandem.ChooserOptions;
import dev.tandem.ClosePolicy;
import dev.tandem.MapOptions;
import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.Recommendation.Executor;
import dev.tandem.Recommendation.Trial;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WaitInterruptedException;
import dev.tandem.WaitTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs a sample here and there, each time twice: once to warm up, and then for the figures. */
final class Trials<A, R> {
    /** How long an element that runs when the time is up may go on before it is left alone. */
    private static final Duration GRACE = Duration.ofMillis(100);

    /** What {@code map} has ahead for a worker by itself. */
    private static final int MANY_AHEAD = 64;

    /** What may be on its way to workers and back at a time. */
    static final double MOST_BYTES_AHEAD = 32e6;

    private final TaskFunction<? super A, ? extends R> function;
    private final List<A> sample;
    private final ChooserOptions options;
    private final TimeBudget budget;
    private final Findings findings;

    /** Some of the results that have come from processes. */
    private final List<@Nullable Object> travelled = new ArrayList<>();

    Trials(
            TaskFunction<? super A, ? extends R> function,
            List<A> sample,
            ChooserOptions options,
            TimeBudget budget,
            Findings findings) {
        this.function = function;
        this.sample = sample;
        this.options = options;
        this.budget = budget;
        this.findings = findings;
    }

    /** In one thread, without a pool's overhead. */
    void alone() throws InterruptedException {
        if (!isTimeFor("one thread")) {
            return;
        }
        Callable<AloneTimes> warmAndMeasured = () -> {
            AloneTimes.measure(function, sample, budget.trialNanos());
            return AloneTimes.measure(function, sample, budget.trialNanos());
        };
        try (PoolExecutor pool = threads(1, false)) {
            TaskFuture<AloneTimes> future = pool.submit(warmAndMeasured);
            AloneTimes times = future.get(Duration.ofNanos(Math.max(1, budget.leftNanos())));
            findings.trials.add(new Trial(Executor.CALLER, 1, times.elements(), Duration.ofNanos(times.nanos())));
            findings.elementNanos = (double) times.nanos() / times.elements();
            findings.cpuShare = times.cpuShare();
            findings.queuedShare = (double) times.queuedNanos() / times.nanos();
            findings.resultBytes = times.lastResultBytes();
            findings.failures = Math.max(findings.failures, times.failedOfSample());
        } catch (TimeoutException e) {
            findings.notes.add("one thread: an element did not end there within the time limit");
        } catch (ExecutionException e) {
            findings.notes.add("one thread: " + FirstLook.firstLine(e.getCause() == null ? e : e.getCause()));
        }
    }

    /** In several threads. */
    void threads(Executor executor, int workers) throws InterruptedException {
        String name = workers + " " + executor;
        if (!isTimeFor(name)) {
            return;
        }
        try (PoolExecutor pool = threads(workers, executor == Executor.VIRTUAL_THREADS)) {
            long collected = CpuClock.collectionNanos();
            Trial trial = run(pool, executor, workers);
            if (trial != null) {
                long collecting = CpuClock.collectionNanos() - collected;
                double share = collecting / (2.0 * Math.max(1, trial.time().toNanos()));
                findings.gcShare = Math.max(findings.gcShare, share);
            }
        }
    }

    private static PoolExecutor threads(int workers, boolean virtual) {
        return ThreadPoolExecutor.open(o -> (virtual ? o.withVirtualThreads() : o)
                .workers(workers)
                .grace(GRACE)
                .onClose(ClosePolicy.KILL));
    }

    /** In several processes. */
    void processes(int workers) throws InterruptedException {
        String name = workers + (workers == 1 ? " process" : " processes");
        if (!isTimeFor(name)) {
            return;
        }
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> options.processes()
                .apply(o)
                .workers(workers)
                .withInsights()
                .grace(GRACE)
                .onClose(ClosePolicy.KILL))) {
            if (run(pool, Executor.PROCESSES, workers) != null) {
                if (findings.alone().isEmpty()) {
                    findings.elementNanos = elementNanos(findings.trials.get(findings.trials.size() - 1));
                }
                serialization(new SerializationTrial(pool, workers, budget));
            }
        }
    }

    private void serialization(SerializationTrial trial) throws InterruptedException {
        if (findings.serializationNanos >= 0) {
            return;
        }
        try {
            trial.nanosPerElement(sample, travelled, Verdict.chunkSize(findings.elementNanos))
                    .ifPresent(nanos -> findings.serializationNanos = nanos);
        } catch (WaitInterruptedException e) {
            throw interrupted(e);
        } catch (RuntimeException e) {
            // there is no figure then: what could be read back once need not travel another time
        }
    }

    private static double elementNanos(Trial trial) {
        return (double) trial.time().toNanos() * trial.workers() / Math.max(1, trial.elements());
    }

    private boolean isTimeFor(String trial) {
        boolean allows = budget.allows(findings.elementNanos);
        if (!allows) {
            findings.notes.add(trial + ": not tried for lack of time, a longer time limit would do");
        }
        return allows;
    }

    private @Nullable Trial run(PoolExecutor pool, Executor executor, int workers) throws InterruptedException {
        try {
            timed(pool, executor, workers);
            if (executor == Executor.PROCESSES) {
                timed(pool, executor, workers); // whose compilers have only just begun
            }
            Trial trial = timed(pool, executor, workers);
            findings.trials.add(trial);
            return trial;
        } catch (WaitTimeoutException e) {
            findings.notes.add(workers + " " + executor + ": did not end within the time limit");
        } catch (WaitInterruptedException e) {
            throw interrupted(e);
        } catch (RuntimeException e) { // of the pool: that of an element is counted
            findings.notes.add(workers + " " + executor + ": " + FirstLook.firstLine(e));
        }
        return null;
    }

    private static InterruptedException interrupted(WaitInterruptedException e) {
        Thread.interrupted();
        InterruptedException interrupted = new InterruptedException("interrupted while the work was tried");
        interrupted.initCause(e);
        return interrupted;
    }

    private Trial timed(PoolExecutor pool, Executor executor, int workers) {
        long start = System.nanoTime();
        long elements = 0;
        Duration left = Duration.ofNanos(Math.max(0, budget.leftNanos()));
        try (MapResults<R> results = pool.map(
                function,
                new Looping<A>(sample, budget.trialNanos()),
                o -> bounded(o, executor, workers).unordered().timeout(left))) {
            Iterator<R> each = results.iterator();
            while (each.hasNext()) {
                next(each, executor == Executor.PROCESSES);
                elements++;
            }
        }
        return new Trial(executor, workers, elements, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Not more ahead than is done in a fraction of the trial, so that its end comes soon, and than fits into memory. */
    private MapOptions bounded(MapOptions options, Executor executor, int workers) {
        double nanos = executor == Executor.PROCESSES
                ? Math.max(findings.processNanos, findings.elementNanos)
                : findings.elementNanos;
        double ahead = Math.min(
                budget.trialNanos() / 4.0 / Math.max(1, nanos),
                MOST_BYTES_AHEAD / Math.max(1.0, (double) findings.argumentBytes.orElse(1)));
        return ahead >= MANY_AHEAD ? options : options.buffer((int) Math.max(2, ahead * workers));
    }

    private void next(Iterator<R> results, boolean hasTravelled) {
        try {
            R result = results.next();
            if (hasTravelled && travelled.size() < SerializationTrial.MOST_VALUES) {
                travelled.add(result);
            }
        } catch (WaitTimeoutException | WaitInterruptedException e) {
            throw e;
        } catch (RuntimeException e) {
            // of the element: what fails takes its time too
        }
    }
}
