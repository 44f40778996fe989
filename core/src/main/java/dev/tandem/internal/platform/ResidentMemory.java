package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The resident memory of a process, where the operating system tells it in {@code /proc}. */
public final class ResidentMemory {
    private static final String FIELD = "VmRSS:";

    private ResidentMemory() {}

    /** Returns the bytes, or empty if they are not known. */
    public static OptionalLong of(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "status"); // not statm, which counts pages of unknown size
        try {
            String status = Files.readString(file);
            int start = status.indexOf(FIELD) + FIELD.length();
            int end = status.indexOf("kB", start);
            return OptionalLong.of(Long.parseLong(status.substring(start, end).trim()) << 10);
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty(); // another operating system, or the process is gone
        }
    }
}
