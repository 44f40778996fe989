package dev.tandem.internal.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The crash log of a JVM. It is written into the worker's private directory, where nobody else can plant one, and
 * moved to the temporary directory, since the private one does not last.
 *
 * @param path where it lies now
 * @param head the lines that say what happened
 */
record CrashLog(Path path, String head) {
    /** How many lines are quoted. */
    private static final int LINES = 6;

    /** Takes the crash log out of a worker's directory; returns null if there is none. */
    static @Nullable CrashLog take(Path directory, long pid) {
        Path written = directory.resolve(LaunchCommand.CRASH_LOG);
        if (!Files.exists(written)) {
            return null;
        }
        String head = head(written);
        try {
            Path kept = Files.createTempFile("hs_err_pid" + pid + "-", ".log");
            Files.move(written, kept, StandardCopyOption.REPLACE_EXISTING);
            return new CrashLog(kept, head);
        } catch (IOException e) {
            return new CrashLog(written, head); // its head is all that will be left of it
        }
    }

    private static String head(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("#") && line.length() > 2)
                    .limit(LINES)
                    .collect(Collectors.joining("\n"));
        } catch (IOException | java.io.UncheckedIOException e) {
            return "";
        }
    }
}
