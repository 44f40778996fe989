package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The resident memory of a process, where the operating system tells it in {@code /proc}. */
public final class ResidentMemory {
    private static final long PAGE_BYTES = 4096;

    private ResidentMemory() {}

    /** Returns the bytes, or empty if they are not known. */
    public static OptionalLong of(long pid) {
        Path file = Path.of("/proc", Long.toString(pid), "statm");
        try {
            String[] fields = Files.readString(file).split(" ", 3);
            return OptionalLong.of(Long.parseLong(fields[1]) * PAGE_BYTES);
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty(); // another operating system, or the process is gone
        }
    }
}
