package dev.tandem;

import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerCrashedException.Memory;
import dev.tandem.WorkerCrashedException.Report;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The message of a {@link WorkerCrashedException}: everything that is known, and what can be done. */
final class CrashText {
    private CrashText() {}

    static String of(Report report) {
        StringBuilder text = new StringBuilder(300)
                .append("worker process died: ")
                .append(headline(report))
                .append(", ")
                .append(report.worker());
        if (report.label() != null) {
            text.append(", task=").append(report.label());
        }
        if (report.taskAge() != null) {
            text.append(", running for ").append(report.taskAge().toMillis()).append(" ms");
        }
        if (report.retry() != null) {
            text.append(", ").append(report.retry());
        }
        if (!report.detail().isEmpty()) {
            text.append("\n\t").append(report.detail());
        }
        String hint = hint(report);
        if (!hint.isEmpty()) {
            text.append("\n\thint: ").append(hint);
        }
        if (report.crashLog() != null) {
            text.append("\n\tcrash log: ").append(report.crashLog());
            report.crashLogHead().lines().forEach(line -> text.append("\n\t  ").append(line));
        }
        if (!report.stderrTail().isEmpty()) {
            text.append("\n\tlast lines of its standard error:");
            report.stderrTail().forEach(line -> text.append("\n\t  ").append(line));
        }
        return text.toString();
    }

    private static String headline(Report report) {
        String signal = signalName(report);
        String code = (signal == null ? "" : signal + ", ") + "exit code "
                + (report.exitCode() == null ? "unknown" : report.exitCode());
        return switch (report.kind()) {
            case EXIT -> "it exited with code " + (report.exitCode() == null ? "unknown" : report.exitCode());
            case SIGNAL ->
                "ended by " + (signal == null ? "a signal" : signal) + " (exit code " + report.exitCode() + ")";
            case NATIVE_CRASH -> "the JVM crashed (" + code + ")";
            case OUT_OF_MEMORY -> "out of memory" + (report.memory() == null ? "" : ": " + words(report.memory()));
            case UNRESPONSIVE -> "it did not take up its tasks and was killed";
            case MEMORY_LIMIT -> "killed because it took too much memory";
            case PROTOCOL_ERROR -> "it broke the protocol and was killed";
            case START_FAILED ->
                "it could not be started (exit code " + (report.exitCode() == null ? "unknown" : report.exitCode())
                        + ")";
            case OTHER_TASK_TIMEOUT -> "killed because another task on it exceeded its limit of time";
            case OTHER_TASK_CANCELLED -> "killed because another task on it was cancelled and did not end";
            case KILLED -> "killed by the pool";
        };
    }

    private static String words(Memory memory) {
        return switch (memory) {
            case HEAP -> "heap";
            case METASPACE -> "metaspace";
            case DIRECT -> "direct buffers";
            case THREADS -> "no more threads";
            case ARRAY_SIZE -> "array too long";
            case NATIVE -> "native memory";
            case KERNEL -> "killed by the kernel";
            case UNKNOWN -> "unknown kind";
        };
    }

    /** What whoever reads this can do about it. */
    private static String hint(Report report) {
        Memory memory = report.memory();
        if (memory != null) {
            return hint(memory);
        }
        return switch (report.kind()) {
            case SIGNAL ->
                "SIGKILL".equals(signalName(report))
                        ? "nobody in this pool sent it: perhaps the kernel's out-of-memory killer (see dmesg), a limit of"
                                + " the container, or somebody's kill -9"
                        : "";
            case MEMORY_LIMIT -> "raise maxResidentMemory(\"...\"), or lower worker(w -> w.heap(\"...\"))";
            case OTHER_TASK_TIMEOUT, OTHER_TASK_CANCELLED -> "with threadsPerWorker(1) tasks do not share a process";
            default -> "";
        };
    }

    private static String hint(Memory memory) {
        return switch (memory) {
            case HEAP -> "raise it with worker(w -> w.heap(\"...\"))";
            case METASPACE ->
                "raise it with worker(w -> w.jvmFlags(\"-XX:MaxMetaspaceSize=...\")), or replace workers with"
                        + " maxTasksPerWorker(...)";
            case DIRECT -> "raise it with worker(w -> w.jvmFlags(\"-XX:MaxDirectMemorySize=...\"))";
            case THREADS ->
                "too many threads, or a low limit of the system: ulimit -u, ulimit -v, or pids.max of the container";
            case ARRAY_SIZE -> "more heap does not help: arrays have at most 2147483645 elements";
            case NATIVE -> "fewer workers, less heap for each with worker(w -> w.heap(\"...\")), or a larger machine";
            case KERNEL ->
                "fewer workers, less heap for each with worker(w -> w.heap(\"...\")), or more memory for the container";
            case UNKNOWN -> "";
        };
    }

    /** The signal that ended the process, or null. */
    static @Nullable String signalName(Report report) {
        Integer code = report.exitCode();
        if (code == null || code <= 128 || code > 128 + 31 || report.kind() == Kind.EXIT) {
            return null;
        }
        return switch (code - 128) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 11 -> "SIGSEGV";
            case 13 -> "SIGPIPE";
            case 15 -> "SIGTERM";
            default -> String.format(Locale.ROOT, "signal %d", code - 128);
        };
    }
}
