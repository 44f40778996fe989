package dev.tandem.internal.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process ended.
 *
 * @param exitCode its exit code, or null if it was never started
 * @param stderrTail the last lines of its standard error
 * @param crashLog the crash log it wrote, or null
 * @param crashLogHead the lines of the crash log that say what happened
 */
record Exit(
        @Nullable Integer exitCode,
        List<String> stderrTail,
        @Nullable String crashLog,
        String crashLogHead) {
    private static final int SIGHUP = 128 + 1;
    private static final int SIGINT = 128 + 2;
    private static final int SIGKILL = 128 + 9;
    private static final int SIGTERM = 128 + 15;
    private static final int SIGABRT = 128 + 6;

    /** Whether somebody ended the process from outside; a terminal does so with one that is still starting. */
    boolean isByOutsider() {
        return exitCode != null
                && (exitCode == SIGKILL || exitCode == SIGTERM || exitCode == SIGINT || exitCode == SIGHUP);
    }

    /** Whether a signal ended the process. */
    boolean isBySignal() {
        return exitCode != null && exitCode > 128 && exitCode <= 128 + 31;
    }

    /** Whether the JVM itself crashed. */
    boolean isNativeCrash() {
        return crashLog != null || (exitCode != null && exitCode == SIGABRT);
    }

    /** Whether the JVM ended because the operating system gave it no more memory. */
    boolean isOutOfNativeMemory() {
        return crashLogHead.contains("insufficient memory") || crashLogHead.contains("Out of Memory Error");
    }
}
