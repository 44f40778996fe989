package dev.tandem.bench;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * Where and on what the figures were measured.
 *
 * @param cores the processors that the JVM sees
 * @param os the operating system, its version and the processor's architecture
 * @param jdk the version of the JDK, and whose it is
 * @param python the version of Python, or that there is none
 * @param heapMebibytes the largest heap of this JVM
 * @param load how many processes wanted a processor in the minute before; negative if the system does not tell
 */
record Machine(int cores, String os, String jdk, String python, long heapMebibytes, double load) {
    static Machine here(Pythons pythons) {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                String.join(" ", property("os.name"), property("os.version"), property("os.arch")),
                property("java.vm.name") + " " + Runtime.version() + ", " + property("java.vendor"),
                pythons.text(),
                Runtime.getRuntime().maxMemory() >> 20,
                loadNow());
    }

    /** How many processes wanted a processor in the last minute; negative if the system does not tell. */
    static double loadNow() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Whether others have kept the processors busy, so that only ratios may mean something. */
    boolean isBusy() {
        return load > cores;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%d cores, %s%nJDK: %s, heap at most %d MiB%nPython: %s",
                cores,
                os,
                jdk,
                heapMebibytes,
                python);
    }

    private static String property(String key) {
        return Optional.ofNullable(System.getProperty(key)).orElse("?");
    }
}
