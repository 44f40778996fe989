package dev.tandem.internal.task;

import dev.tandem.Insights;
import dev.tandem.WorkerId;
import java.time.Duration;
import java.util.Optional;

/**
 * The times of a worker, in nanoseconds.
 *
 * @param id the worker
 * @param lanes how many tasks it can run at a time
 * @param tasks how many tasks it has ended
 * @param life how long it has existed
 * @param starting how long of that it took to be ready
 * @param busy how long it was busy with tasks, in all lanes together
 * @param decoding how much of that it took to read tasks
 * @param encoding how much of that it took to serialize results
 */
public record WorkerTimes(
        WorkerId id, int lanes, long tasks, long life, long starting, long busy, long decoding, long encoding) {
    /** What users see. The measurements are taken one after the other, so that small sums may not fit. */
    Insights.Worker toWorker() {
        long all = life * lanes;
        long start = Math.min(life, starting) * lanes;
        long work = Math.max(0, busy - decoding - encoding);
        return new Insights.Worker(
                Optional.of(id),
                1,
                tasks,
                Duration.ofNanos(start),
                Duration.ofNanos(work),
                Duration.ofNanos(decoding),
                Duration.ofNanos(encoding),
                Duration.ofNanos(Math.max(0, all - start - work - decoding - encoding)));
    }
}
