package dev.tandem.internal.choosing;

import dev.tandem.BrokenPoolException;
import dev.tandem.ChooserOptions;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs each element of a sample once in a worker process, before it is run in this one: what crashes or hangs there does
 * no harm.
 */
final class FirstLook<A, R> {
    /** So many crashes or hangs prove enough; each costs the start of a worker. */
    private static final int ENOUGH = 3;

    private final TaskFunction<? super A, ? extends R> function;
    private final ChooserOptions options;
    private final TimeBudget budget;
    private final Findings findings;

    /** How long the elements took, without the first one, for which classes are loaded, if there are others. */
    private long nanos;

    private int measured;
    private int looks;

    FirstLook(
            TaskFunction<? super A, ? extends R> function,
            ChooserOptions options,
            TimeBudget budget,
            Findings findings) {
        this.function = function;
        this.options = options;
        this.budget = budget;
        this.findings = findings;
    }

    /** Runs them, and returns those that ended by themselves. */
    List<A> harmless(List<A> sample) throws InterruptedException {
        List<A> harmless = new ArrayList<>();
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> options.processes().apply(o).workers(1).threadsPerWorker(1))) {
            for (A element : sample) {
                if (findings.crashes + findings.hangs >= ENOUGH || budget.leftNanos() <= 0) {
                    break;
                }
                if (look(pool, element)) {
                    harmless.add(element);
                } else if (!findings.travels) {
                    return sample; // nothing is known of any
                }
            }
        } catch (BrokenPoolException e) {
            findings.travels = false;
            findings.notes.add("no worker process could be started: " + firstLine(e));
            return sample;
        }
        if (measured > 0) {
            findings.processNanos = (double) nanos / measured;
            findings.elementNanos = findings.processNanos; // until it is known better
        }
        return harmless;
    }

    /** Whether an element ended by itself. */
    private boolean look(PoolExecutor pool, A element) throws InterruptedException {
        Duration limit = budget.element();
        long start = System.nanoTime();
        TaskFuture<R> future = pool.with(o -> o.timeout(limit)).submit(function, element);
        Optional<Throwable> failure;
        try {
            failure = future.exception();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        }
        findings.travels = true;
        if (failure.isPresent() && !isOwn(failure.get(), future)) {
            return false;
        }
        note(System.nanoTime() - start);
        return true;
    }

    private void note(long elementNanos) {
        if (looks == 1) { // the one before loaded classes
            nanos = 0;
            measured = 0;
        }
        looks++;
        nanos += elementNanos;
        measured++;
    }

    /** Whether the function itself has thrown that. */
    private boolean isOwn(Throwable failure, TaskFuture<R> future) {
        if (failure instanceof WorkerCrashedException) {
            findings.crashes++;
            findings.crash = findings.crash == null ? cause(failure) : findings.crash;
            return false;
        }
        if (failure instanceof TaskTimeoutException) {
            findings.hangs++;
            return false;
        }
        if (failure instanceof BrokenPoolException broken) {
            throw broken;
        }
        if (failure instanceof TaskSerializationException || failure instanceof RejectedExecutionException) {
            boolean isResult = future.attempts() > 0;
            findings.travels = isResult || measured > 0;
            findings.failures += isResult ? 1 : 0;
            findings.notes.add(
                    (isResult ? "a result does not travel: " : "the work does not travel: ") + firstLine(failure));
            return false;
        }
        findings.failures++;
        return true;
    }

    /** Such as "worker process died: it exited with code 3". */
    private static String cause(Throwable crash) {
        String text = firstLine(crash);
        int end = text.indexOf(", worker ");
        return end < 0 ? text : text.substring(0, end);
    }

    static String firstLine(Throwable failure) {
        String text = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
        return text.lines().findFirst().orElse("");
    }
}
