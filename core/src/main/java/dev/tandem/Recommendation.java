package dev.tandem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What {@link Tandem#recommend Tandem.recommend} recommends, and what it has measured. {@link #toString} is a report to
 * read.
 *
 * @param executor where to run the work
 * @param workers how many elements to run at a time
 * @param chunkSize how many elements of a {@code map} should travel together; {@code map} finds about that by itself
 * @param reason the sentence that decides
 * @param work what the work does most of its time
 * @param trials what was run, and how fast that was
 * @param elementTime how long an element takes by itself; empty if none has ended
 * @param cpuShare how much of that time it has a processor or wants one; empty if that cannot be told
 * @param argumentBytes how large an argument is, about, as the JDK serializes it; empty if it does not
 * @param resultBytes how large a result is, likewise
 * @param serializationTime how long serialization takes for an element, argument and result, on both sides together,
 *     when many have gone before; empty if not measured, or if there was too little time to come to that
 * @param sampleSize how many different elements were run
 * @param failures how many of them failed in an ordinary way, by an exception
 * @param crashes how many of them killed their worker process, {@code System.exit} included
 * @param hangs how many of them did not end in time
 * @param notes what else was noticed
 * @since 0.1
 */
public record Recommendation(
        Executor executor,
        int workers,
        int chunkSize,
        String reason,
        Work work,
        List<Trial> trials,
        Optional<Duration> elementTime,
        OptionalDouble cpuShare,
        OptionalLong argumentBytes,
        OptionalLong resultBytes,
        Optional<Duration> serializationTime,
        int sampleSize,
        int failures,
        int crashes,
        int hangs,
        List<String> notes) {
    /** Where work can be run. */
    public enum Executor {
        /** In the thread that has it: a loop, no pool. */
        CALLER("the caller's thread"),
        /** {@link ThreadPoolExecutor}. */
        THREADS("threads"),
        /** {@link ThreadPoolExecutor} with {@link ThreadPoolOptions#withVirtualThreads()}. */
        VIRTUAL_THREADS("virtual threads"),
        /** {@link ProcessPoolExecutor}. */
        PROCESSES("processes");

        private final String text;

        Executor(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What work does most of its time. */
    public enum Work {
        /** It computes. */
        COMPUTES,
        /** It waits: for input, output, locks or time. */
        WAITS,
        /** That was not found out. */
        UNKNOWN
    }

    /**
     * A run of the sample.
     *
     * @param executor where it was run
     * @param workers how many elements at a time
     * @param elements how many elements have ended
     * @param time how long that took
     */
    public record Trial(Executor executor, int workers, long elements, Duration time) {
        /**
         * Returns the throughput.
         *
         * @return elements in a second
         */
        public double perSecond() {
            return elements / Math.max(1e-9, time.toNanos() / 1e9);
        }
    }

    /**
     * Copies the lists.
     *
     * @param executor where to run the work
     * @param workers how many elements to run at a time
     * @param chunkSize how many elements of a {@code map} should travel together
     * @param reason the sentence that decides
     * @param work what the work does most of its time
     * @param trials what was run, and how fast that was
     * @param elementTime how long an element takes by itself; empty if none has ended
     * @param cpuShare how much of that time it has a processor or wants one; empty if that cannot be told
     * @param argumentBytes how large an argument is, about, as the JDK serializes it; empty if it does not
     * @param resultBytes how large a result is, likewise
     * @param serializationTime how long serialization takes for an element; empty if not measured
     * @param sampleSize how many different elements were run
     * @param failures how many of them failed in an ordinary way, by an exception
     * @param crashes how many of them killed their worker process, {@code System.exit} included
     * @param hangs how many of them did not end in time
     * @param notes what else was noticed
     */
    public Recommendation {
        trials = List.copyOf(trials);
        notes = List.copyOf(notes);
    }

    @Override
    public String toString() {
        return RecommendationText.of(this);
    }
}
