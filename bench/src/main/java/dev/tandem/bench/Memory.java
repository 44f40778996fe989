package dev.tandem.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.tandem.bench.Contestant.UnavailableException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What some sides need a lot of. */
final class Memory {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private Memory() {}

    /**
     * Checks that there is enough.
     *
     * @param freeGibibytes what the machine must have free
     * @param heapGibibytes what the heap of this JVM must be able to become
     */
    static void require(int freeGibibytes, int heapGibibytes) throws UnavailableException {
        long free = SYSTEM.getFreeMemorySize() >> 20;
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        if (free < freeGibibytes * 1024L || heap < heapGibibytes * 1024L) {
            throw new UnavailableException(String.format(
                    Locale.ROOT,
                    "needs %d GiB of free memory and a heap of %d GiB: free=%d MiB, heap=%d MiB",
                    freeGibibytes,
                    heapGibibytes,
                    free,
                    heap));
        }
    }
}
