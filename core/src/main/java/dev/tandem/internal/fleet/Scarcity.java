package dev.tandem.internal.fleet;

import java.util.List;

/**
 * Tells from what a start failed with whether the machine lacks something that it may have again soon: descriptors,
 * processes, memory, disk. Systems may say it in another language; then it looks like any other failure.
 */
final class Scarcity {
    /** What systems and JVMs say then. Java gives the system's error numbers as text. */
    private static final List<String> SIGNS = List.of(
            "Too many open files",
            "error=24",
            "Resource temporarily unavailable",
            "error=11,",
            "EAGAIN",
            "Cannot allocate memory",
            "error=12",
            "No space left on device",
            "Disk quota exceeded",
            "unable to create native thread",
            "insufficient memory for the Java Runtime Environment",
            "Not enough space",
            "errno=12");

    private Scarcity() {}

    /** Whether one of the lines says so. */
    static boolean isIn(List<String> lines) {
        for (String line : lines) {
            for (String sign : SIGNS) {
                if (line.contains(sign)) {
                    return true;
                }
            }
        }
        return false;
    }
}
