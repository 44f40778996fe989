package dev.tandem.examples.batch;

import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerTraceException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of one input, in a form that can be counted and shown.
 *
 * @param input the label of the task
 * @param verdict what became of it
 * @param time how long it ran
 * @param detail the result, or the reason, in a line
 */
record Outcome(String input, Verdict verdict, Duration time, String detail) {
    /** What any code may have called when it is looked at; the expressions themselves are what one of the examples tries. */
    private static final Pattern PLATFORM = Pattern.compile("(?:javax?|jdk|sun)\\.(?!util\\.regex)");

    /** The signal, or what Windows has instead, and the line below a heading. */
    private static final Pattern CRASH_LOG = Pattern.compile(
            "(SIG[A-Z]+|EXCEPTION_[A-Z_]+|Internal Error).*Problematic frame:\\s*#?([^\n]*)", Pattern.DOTALL);

    enum Verdict {
        /** The task returned. */
        GOOD("good"),
        /** The task threw: the input was looked at and refused. */
        REFUSED("refused"),
        /** The task took too long; in a process pool it is dead. */
        TIMED_OUT("timed out"),
        /** The task needed more memory than its worker had. */
        OUT_OF_MEMORY("out of memory"),
        /** The worker died of the task. */
        CRASHED("crashed");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Waits until the task is done and says what became of it. */
    static Outcome of(TaskFuture<?> task) throws InterruptedException {
        Optional<Throwable> failure = task.exception();
        Verdict verdict = failure.map(Outcome::verdictOn).orElse(Verdict.GOOD);
        String detail = failure.map(Outcome::reason).orElseGet(() -> String.valueOf(task.join()));
        Duration time = Duration.between(
                task.startedAt().orElse(task.submittedAt()), task.finishedAt().orElseThrow());
        return new Outcome(task.label(), verdict, time, detail);
    }

    private static Verdict verdictOn(Throwable failure) {
        if (failure instanceof TaskTimeoutException) {
            return Verdict.TIMED_OUT;
        }
        if (failure instanceof WorkerCrashedException crash) {
            boolean memory = crash.kind() == Kind.OUT_OF_MEMORY || crash.kind() == Kind.MEMORY_LIMIT;
            return memory ? Verdict.OUT_OF_MEMORY : Verdict.CRASHED;
        }
        return Verdict.REFUSED;
    }

    /** The messages of these exceptions tell more, for the log. */
    private static String reason(Throwable failure) {
        if (failure instanceof TaskTimeoutException timeout) {
            return "stuck in " + stuckIn(timeout);
        }
        if (failure instanceof WorkerCrashedException crash) {
            return crash.memory()
                    .map(memory -> memory.toString().toLowerCase(Locale.ROOT))
                    .orElseGet(() -> death(crash));
        }
        Throwable root = failure;
        while (root.getCause() != null && !(root.getCause() instanceof WorkerTraceException)) {
            root = root.getCause();
        }
        return headline(failure) + (root == failure ? "" : " (" + headline(root) + ")");
    }

    private static String headline(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        return message.lines()
                .findFirst()
                .map(line -> name + ": " + line.strip())
                .orElse(name);
    }

    /** The innermost frame of what is stuck: not one of the platform that it happened to have called. */
    private static String stuckIn(TaskTimeoutException timeout) {
        return timeout.stuckStack().stream()
                .filter(frame -> !PLATFORM.matcher(frame.getClassName()).lookingAt())
                .findFirst()
                .map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "." + frame.getMethodName()
                        + (frame.isNativeMethod() ? " (native)" : ":" + frame.getLineNumber()))
                .orElse("an unknown place: its worker did not answer");
    }

    /** The JVM's crash log tells more than the exit code, if there is one. */
    private static String death(WorkerCrashedException crash) {
        Matcher logged = CRASH_LOG.matcher(crash.crashLogHead());
        if (logged.find()) {
            return logged.group(1) + " in " + logged.group(2).strip().replaceAll("\\s+", " ");
        }
        return crash.signal().orElseGet(() -> "exit code " + crash.exitCode().orElse(-1));
    }
}
