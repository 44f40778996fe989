package dev.tandem.examples;

import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** What the scenarios about stuck tasks have in common. */
final class StuckTasks {
    /** How many frames of a stuck stack are shown. */
    private static final int FRAMES = 4;

    private StuckTasks() {}

    /** Waits until the task has failed and returns the failure, which must be a timeout. */
    static TaskTimeoutException timeoutOf(TaskFuture<?> future) throws InterruptedException {
        Optional<Throwable> failure = future.exception();
        if (failure.isPresent() && failure.get() instanceof TaskTimeoutException timeout) {
            return timeout;
        }
        throw new CheckFailedError("the task should have failed with TaskTimeoutException: " + failure);
    }

    static boolean isStuckIn(TaskTimeoutException timeout, String method) {
        return timeout.stuckStack().stream()
                .anyMatch(frame -> frame.getMethodName().equals(method));
    }

    static void sayStack(TaskTimeoutException timeout, Report report) {
        timeout.stuckStack().stream().limit(FRAMES).forEach(frame -> report.say("    at %s", frame));
        if (timeout.stuckStack().size() > FRAMES) {
            report.say("    ... %d more", timeout.stuckStack().size() - FRAMES);
        }
    }

    static void checkElapsed(TaskTimeoutException timeout, Duration allowed, Report report) {
        boolean inTime =
                timeout.elapsed().compareTo(allowed) >= 0 && timeout.elapsed().compareTo(allowed.plusSeconds(5)) < 0;
        report.check(inTime, "it was not stopped before its timeout, and soon after it");
    }
}
