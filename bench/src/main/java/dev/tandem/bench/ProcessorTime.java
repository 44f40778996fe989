package dev.tandem.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Processor time: what else the machine does disturbs it less than the time on the clock. In steps of 10 ms on Linux. */
final class ProcessorTime {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ProcessorTime() {}

    /** The time that all threads of this JVM have used, the collector's and the compiler's too. */
    static long nanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** The time that a process has used; 0 if the system does not tell. */
    static long nanosOf(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
