package dev.tandem.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import java.util.Locale;

/**
 * What a run costs this JVM: its file descriptors, threads and heap, before, during and after. Between the halves of
 * the run there must be no difference to speak of, nor between before and after. Used by one thread.
 */
final class Footprint {
    /** How much more heap may be in use afterwards, besides the notes of the run: what the JDK keeps, and noise. */
    private static final long MOST_GROWTH = 32L << 20;

    private Sample before = new Sample(0, 0, 0);
    private Sample after = before;
    private long notes;

    /** The most descriptors and threads in either half. */
    private final long[] descriptors = new long[2];

    private final long[] threads = new long[2];

    private record Sample(long descriptors, long threads, long heap) {}

    /** Before the pool is opened. */
    void start() {
        before = sample();
    }

    /** Now and then while the run goes on. */
    void look(boolean isSecondHalf) {
        int half = isSecondHalf ? 1 : 0;
        descriptors[half] = Math.max(descriptors[half], Remains.descriptors());
        threads[half] = Math.max(threads[half], threads());
    }

    /**
     * After the pool was closed.
     *
     * @param noteBytes how much memory the run itself keeps
     */
    void end(long noteBytes, Findings findings) {
        after = sample();
        notes = noteBytes;
        long growth = after.heap - before.heap - notes;
        if (growth > MOST_GROWTH) {
            findings.wrong("the heap has grown by %s, and by %s for the notes of the run", mib(growth), mib(notes));
        }
    }

    /** All that in words. */
    List<String> lines() {
        return List.of(
                line("descriptors", before.descriptors, descriptors, after.descriptors),
                line("threads", before.threads, threads, after.threads),
                "heap after GC: before=" + mib(before.heap) + " after=" + mib(after.heap - notes)
                        + " and notes of the run=" + mib(notes));
    }

    private static String line(String what, long first, long[] most, long last) {
        return what + ": before=" + first + " most-in-first-half=" + most[0] + " most-in-second-half=" + most[1]
                + " after=" + last;
    }

    private static Sample sample() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return new Sample(
                Remains.descriptors(), threads(), memory.getHeapMemoryUsage().getUsed());
    }

    private static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1fMiB", bytes / 1048576.0);
    }
}
