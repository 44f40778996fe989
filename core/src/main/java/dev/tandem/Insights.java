package dev.tandem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the time of a pool went: what {@link PoolExecutor#insights()} tells of a pool that was opened with {@code
 * withInsights()}. A snapshot, best taken at the end, also after {@code close}. {@link #toString} is a report to read.
 *
 * <p>The time of a worker is the time that it existed, once for each task that it can run at a time. All of it is told:
 * it was starting, working, serializing or waiting.
 *
 * @param pool the name of the pool
 * @param elapsed the time since the pool was opened, until it ended
 * @param tasks how many tasks have ended; a chunk of {@code map} is one
 * @param elements how many elements of {@code map} these were, and tasks that were submitted one by one
 * @param failed tasks that ended with a failure, those timed out included
 * @param cancelled tasks that were cancelled
 * @param retried how often a task was run again
 * @param timedOut tasks that exceeded their timeout or deadline
 * @param crashes workers that died by themselves, took too much memory, or became unresponsive
 * @param encoding the time that this process took to serialize tasks, in the threads that submitted them
 * @param decoding the time that this process took to read results
 * @param workers the workers, those that have ended too; of many, the later ones that ended are told as one
 * @param slowest the tasks that took longest, slowest first
 * @since 0.1
 */
public record Insights(
        String pool,
        Duration elapsed,
        long tasks,
        long elements,
        long failed,
        long cancelled,
        long retried,
        long timedOut,
        long crashes,
        Duration encoding,
        Duration decoding,
        List<Worker> workers,
        List<Slow> slowest) {
    /**
     * Copies the lists.
     *
     * @param pool the name of the pool
     * @param elapsed the time since the pool was opened, until it ended
     * @param tasks how many tasks have ended; a chunk of {@code map} is one
     * @param elements how many elements of {@code map} these were, and tasks that were submitted one by one
     * @param failed tasks that ended with a failure, those timed out included
     * @param cancelled tasks that were cancelled
     * @param retried how often a task was run again
     * @param timedOut tasks that exceeded their timeout or deadline
     * @param crashes workers that died by themselves, took too much memory, or became unresponsive
     * @param encoding the time that this process took to serialize tasks, in the threads that submitted them
     * @param decoding the time that this process took to read results
     * @param workers the workers, those that have ended too; of many, the later ones that ended are told as one
     * @param slowest the tasks that took longest, slowest first
     */
    public Insights {
        workers = List.copyOf(workers);
        slowest = List.copyOf(slowest);
    }

    /**
     * Returns the times of all workers together.
     *
     * @return the sums; without a number
     */
    public Worker total() {
        Worker sum = Worker.NONE;
        for (Worker worker : workers) {
            sum = sum.plus(worker);
        }
        return sum;
    }

    @Override
    public String toString() {
        return InsightsText.of(this);
    }

    /**
     * Where the time of a worker went, or that of several together.
     *
     * @param id the worker; empty for several
     * @param count how many workers these are
     * @param tasks how many tasks they have ended
     * @param starting the time until the worker was ready, its initializer included
     * @param working the time that it ran tasks
     * @param decoding the time that it took to read tasks; zero for threads
     * @param encoding the time that it took to serialize results; zero for threads
     * @param waiting the rest: it had nothing to do
     */
    public record Worker(
            Optional<WorkerId> id,
            int count,
            long tasks,
            Duration starting,
            Duration working,
            Duration decoding,
            Duration encoding,
            Duration waiting) {
        private static final Worker NONE = new Worker(
                Optional.empty(), 0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

        /**
         * Returns the time in which it did neither its tasks nor nothing, but carried data.
         *
         * @return decoding and encoding
         */
        public Duration serializing() {
            return decoding.plus(encoding);
        }

        /**
         * Returns the time that the worker existed, once for each task that it can run at a time.
         *
         * @return the sum of all times
         */
        public Duration all() {
            return starting.plus(working).plus(serializing()).plus(waiting);
        }

        /**
         * Returns a part of the time as a share of all.
         *
         * @param part the part, such as {@link #working()}
         * @return from 0 to 1; 0 if there was no time
         */
        public double share(Duration part) {
            long all = all().toNanos();
            return all == 0 ? 0 : (double) part.toNanos() / all;
        }

        /**
         * Adds the times of other workers.
         *
         * @param other the others
         * @return the sums; without a number
         */
        public Worker plus(Worker other) {
            return new Worker(
                    Optional.empty(),
                    count + other.count,
                    tasks + other.tasks,
                    starting.plus(other.starting),
                    working.plus(other.working),
                    decoding.plus(other.decoding),
                    encoding.plus(other.encoding),
                    waiting.plus(other.waiting));
        }
    }

    /**
     * A task that took long.
     *
     * @param label its label
     * @param elements how many elements of {@code map} it was, 1 for a task that was submitted by itself
     * @param time how long its last attempt ran, with serialization in a process pool
     * @param outcome how it ended
     * @param worker the worker that ran it last
     */
    public record Slow(String label, int elements, Duration time, TaskStatus outcome, Optional<WorkerId> worker) {}
}
