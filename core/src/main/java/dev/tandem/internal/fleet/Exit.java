package dev.tandem.internal.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process ended. What it seems to have said of its memory counts only if it has ended as a JVM does that
 * says so: any task may print such words, if only that of another process.
 *
 * @param exitCode its exit code, or null if it was never started
 * @param stderrTail the last lines of its standard error
 * @param stdoutTail the last lines of its standard output
 * @param outOfMemory the message of the {@code OutOfMemoryError} of which its JVM says to have died, or null
 * @param kernelKill what speaks for the kernel's out-of-memory killer, or null
 * @param crashLog the crash log it wrote, or null
 * @param crashLogHead the lines of the crash log that say what happened
 */
record Exit(
        @Nullable Integer exitCode,
        List<String> stderrTail,
        List<String> stdoutTail,
        @Nullable String outOfMemory,
        @Nullable String kernelKill,
        @Nullable String crashLog,
        String crashLogHead) {
    /** The code of a JVM that ends by {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    private static final int SIGNALS = 128;
    private static final int SIGHUP = SIGNALS + 1;
    private static final int SIGINT = SIGNALS + 2;
    private static final int SIGILL = SIGNALS + 4;
    private static final int SIGABRT = SIGNALS + 6;
    private static final int SIGBUS = SIGNALS + 7;
    private static final int SIGFPE = SIGNALS + 8;
    static final int SIGKILL = SIGNALS + 9;
    private static final int SIGSEGV = SIGNALS + 11;
    private static final int SIGTERM = SIGNALS + 15;

    Exit {
        boolean saidByJvm =
                crashLog != null || isCrashCode(exitCode) || (exitCode != null && exitCode == OUT_OF_MEMORY);
        outOfMemory = saidByJvm ? outOfMemory : null;
    }

    /** An end of which no more is known. */
    static Exit of(@Nullable Integer exitCode, List<String> stderrTail) {
        return new Exit(exitCode, stderrTail, List.of(), null, null, null, "");
    }

    /** Whether somebody ended the process from outside; a terminal does so with one that is still starting. */
    boolean isByOutsider() {
        return exitCode != null
                && (exitCode == SIGKILL || exitCode == SIGTERM || exitCode == SIGINT || exitCode == SIGHUP);
    }

    /** Whether the process was asked to end by a signal. */
    boolean isTermination() {
        return exitCode != null && exitCode == SIGTERM;
    }

    /** Whether a signal ended the process. */
    boolean isBySignal() {
        return exitCode != null && exitCode > SIGNALS && exitCode <= SIGNALS + 31;
    }

    /** Whether the JVM itself crashed: it says so, or died of a signal that it sends to itself or cannot survive. */
    boolean isNativeCrash() {
        return crashLog != null || isCrashCode(exitCode);
    }

    private static boolean isCrashCode(@Nullable Integer exitCode) {
        return exitCode != null
                && switch (exitCode) {
                    case SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV -> true;
                    default -> false;
                };
    }

    /** Whether the process ended because the machine lacks something, which may be there again later. */
    boolean isOfScarcity() {
        return isOutOfNativeMemory() || Scarcity.isIn(stderrTail()) || Scarcity.isIn(stdoutTail());
    }

    /** Whether the JVM ended because the operating system gave it no more memory. */
    boolean isOutOfNativeMemory() {
        return crashLogHead.contains("insufficient memory") || crashLogHead.contains("Out of Memory Error");
    }
}
