package dev.tandem.internal.progress;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which of the standard streams are terminals, and how wide those are. The JDK tells it of standard input and output
 * together only, so on Linux the descriptor itself is looked at, and elsewhere a shell is asked.
 */
final class TerminalDevice {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String OWN_TERMINAL = "/dev/tty";

    /** How long a program that is asked may take. */
    private static final long PATIENCE_MILLIS = 1_000;

    private TerminalDevice() {}

    /** Whether standard output (1) or standard error (2) is a terminal. */
    static boolean isTerminal(int descriptor) {
        if (Files.isDirectory(DESCRIPTORS)) {
            return pathOf(descriptor) != null;
        }
        if (isWindows()) {
            return isConsole();
        }
        return answer(null, "/bin/sh", "-c", "test -t " + descriptor) != null;
    }

    /** How many columns the terminal has on which standard error is, if it can be told. */
    static OptionalInt columns() {
        String path = pathOf(2);
        String size = answer(path == null ? OWN_TERMINAL : path, "stty", "size");
        return size == null ? OptionalInt.empty() : columnsOf(size);
    }

    /** The second of two numbers, if it is one and tells something. */
    static OptionalInt columnsOf(String size) {
        String[] numbers = size.strip().split(" ", -1);
        try {
            int columns = numbers.length == 2 ? Integer.parseInt(numbers[1]) : 0;
            return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static @Nullable String pathOf(int descriptor) {
        try {
            String path = Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor)))
                    .toString();
            return path.startsWith("/dev/pts/") || path.startsWith("/dev/tty") || path.equals("/dev/console")
                    ? path
                    : null;
        } catch (IOException | UnsupportedOperationException e) {
            return null; // closed, or not Linux
        }
    }

    /** What a program writes, or null if it does not succeed. Standard error is handed on to it. */
    private static @Nullable String answer(@Nullable String input, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.redirectInput(input == null ? ProcessBuilder.Redirect.INHERIT : from(input));
        if (input == null) {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
        } else {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        try {
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return null;
            }
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.exitValue() == 0 ? text : null;
        } catch (IOException | UncheckedIOException e) {
            return null; // no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static ProcessBuilder.Redirect from(String path) {
        return ProcessBuilder.Redirect.from(new File(path));
    }

    static boolean isWindows() {
        return File.separatorChar == '\\';
    }

    /** Since JDK 22 there may be a console that is no terminal, and it tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true; // JDK 17 to 21: there is a console only on a terminal
        }
    }
}
