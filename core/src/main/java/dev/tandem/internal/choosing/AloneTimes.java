package dev.tandem.internal.choosing;

import dev.tandem.TaskFunction;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has done.
 *
 * @param elements how many elements it has run
 * @param nanos how long that took
 * @param wantedNanos how long of that it was on a processor or wanted to be; negative if that is not known
 * @param queuedNanos how long of that it wanted to be on a processor and was not
 * @param failedOfSample how many elements of one round failed
 * @param lastResultBytes how large the last result was
 */
record AloneTimes(
        long elements,
        long nanos,
        long wantedNanos,
        long queuedNanos,
        int failedOfSample,
        OptionalLong lastResultBytes) {
    /** Runs the sample again and again. */
    static <A, R> AloneTimes measure(TaskFunction<? super A, ? extends R> function, List<A> sample, long trialNanos) {
        long elements = 0;
        int failed = 0;
        @Nullable Object last = null;
        Looping<A> inputs = new Looping<>(sample, trialNanos);
        long queued = CpuClock.queuedNanos();
        long wanted = CpuClock.wantedNanos();
        long start = System.nanoTime();
        while (inputs.hasNext() && !Thread.currentThread().isInterrupted()) {
            A element = inputs.next();
            elements++;
            try {
                last = function.apply(element);
            } catch (Exception e) {
                failed += elements <= sample.size() ? 1 : 0; // the first round has each of them
            }
        }
        long nanos = Math.max(1, System.nanoTime() - start);
        long wantedNow = CpuClock.wantedNanos();
        long queuedNow = CpuClock.queuedNanos();
        return new AloneTimes(
                elements,
                nanos,
                wanted < 0 || wantedNow < 0 ? -1 : wantedNow - wanted,
                queuedNow - queued,
                failed,
                last == null ? OptionalLong.empty() : PayloadSize.of(last));
    }

    /** How much of its time the thread had a processor or wanted one; negative if that is not known. */
    double cpuShare() {
        return wantedNanos < 0 ? -1 : Math.min(1, (double) wantedNanos / nanos);
    }
}
