package dev.tandem.internal.task;

import dev.tandem.internal.codec.TaskCall;
import java.util.concurrent.CompletionException;

/**
 * A task that {@code shutdownNow} gave back: running it does the work in the calling thread and drops the result.
 *
 * @param call what the task does
 */
record NeverStarted(TaskCall call) implements Runnable {
    @Override
    public void run() {
        try {
            call.call(element -> {});
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
