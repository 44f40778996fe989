package dev.tandem.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor time of this JVM: what else the machine does disturbs it less than the time on the clock. */
final class ProcessorTime {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ProcessorTime() {}

    /** The time that all threads have used, the collector's and the compiler's too. In steps of 10 ms on Linux. */
    static long nanos() {
        return SYSTEM.getProcessCpuTime();
    }
}
