package dev.tandem.cli.map;

import dev.tandem.WorkerCrashedException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Says in a line how a worker died, and names the options of the command that help. */
final class CrashReason {
    private static final int FIRST_SIGNAL = 128;
    private static final int LAST_SIGNAL = FIRST_SIGNAL + 64;

    private CrashReason() {}

    static Outcome outcome(WorkerCrashedException crash, Duration time) {
        int code = crash.exitCode().orElse(1);
        int signal = crash.signal().isPresent() && code > FIRST_SIGNAL && code <= LAST_SIGNAL ? code - FIRST_SIGNAL : 0;
        return new Outcome(
                Outcome.Kind.CRASHED,
                Optional.empty(),
                "its worker died: " + words(crash),
                String.valueOf(crash.getMessage()),
                code == 0 ? 1 : code, // an item that ended its worker has failed, whatever the code
                signal,
                crash.taskAge().orElse(time));
    }

    private static String words(WorkerCrashedException crash) {
        String code =
                crash.exitCode().isPresent() ? "exit code " + crash.exitCode().getAsInt() : "exit code unknown";
        return switch (crash.kind()) {
            case EXIT -> "it called System.exit or halt (" + code + ")";
            case SIGNAL -> "killed by " + crash.signal().orElse("a signal");
            case NATIVE_CRASH ->
                "the JVM crashed (" + crash.signal().orElse(code) + ")"
                        + crash.crashLog().map(log -> ", its log is " + log).orElse("");
            case OUT_OF_MEMORY ->
                "out of memory" + crash.memory().map(CrashReason::words).orElse("");
            case MEMORY_LIMIT -> "over the --memory-limit";
            case START_FAILED -> "it could not be started (" + code + ")";
            default -> crash.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    private static String words(WorkerCrashedException.Memory memory) {
        return switch (memory) {
            case HEAP -> " (heap; --heap gives it more)";
            case METASPACE -> " (metaspace; --jvm-flag=-XX:MaxMetaspaceSize=... gives it more)";
            case DIRECT -> " (direct buffers; --jvm-flag=-XX:MaxDirectMemorySize=... gives it more)";
            case THREADS -> " (no more threads)";
            case ARRAY_SIZE -> " (array too long)";
            case NATIVE -> " (native memory; fewer --processes or a smaller --heap need less)";
            case KERNEL -> " (killed by the kernel; fewer --processes or a smaller --heap need less)";
            case UNKNOWN -> "";
        };
    }
}
