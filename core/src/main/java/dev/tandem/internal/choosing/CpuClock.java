package dev.tandem.internal.choosing;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of its time the calling thread was on a processor or waited for one, and what the garbage collector took. The
 * time for which a thread waits for a processor is told by Linux; elsewhere it counts as waiting, so that a busy machine
 * makes work look as if it waited.
 */
final class CpuClock {
    private static final Path SCHEDULING = Path.of("/proc/thread-self/schedstat");

    /** Whether the module is there, which need not be. */
    private static final boolean HAS_MANAGEMENT =
            ModuleLayer.boot().findModule("java.management").isPresent();

    private CpuClock() {}

    /** The time that the calling thread was on a processor or wanted to be, in ns; -1 if that is not known. */
    static long wantedNanos() {
        long onCpu = HAS_MANAGEMENT ? Management.cpuNanos() : -1;
        return onCpu < 0 ? -1 : onCpu + queuedNanos();
    }

    /** The time that the calling thread has waited for a processor, in ns; 0 if that is not known. */
    static long queuedNanos() {
        try {
            String[] numbers = Files.readString(SCHEDULING).split(" ", -1);
            return numbers.length > 1 ? Long.parseLong(numbers[1]) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0; // not Linux, or one that does not tell
        }
    }

    /** The time that the garbage collector has taken, in ns; 0 if that is not known. */
    static long collectionNanos() {
        return HAS_MANAGEMENT ? Management.collectionNanos() : 0;
    }

    /** Loaded only if the module is there. */
    private static final class Management {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        static long cpuNanos() {
            boolean tells = THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();
            return tells ? THREADS.getCurrentThreadCpuTime() : -1;
        }

        static long collectionNanos() {
            long millis = 0;
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                millis += Math.max(0, collector.getCollectionTime());
            }
            return 1_000_000 * millis;
        }
    }
}
