package dev.tandem;

import java.io.Serializable;
import java.util.concurrent.CompletionException;

/**
 * A {@link Runnable} that can travel to a worker process and may throw checked exceptions.
 *
 * <p>Lambdas passed to {@link PoolExecutor#submit(TaskRunnable)} take this type by themselves:
 * {@code pool.submit(() -> { Thread.sleep(100); })} needs neither a cast nor a {@code try}.
 *
 * <pre>{@code
 * TaskRunnable pause = () -> Thread.sleep(10); // a Runnable could neither travel nor throw InterruptedException
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     pool.submit(pause).get();
 * }
 * }</pre>
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TaskRunnable extends Runnable, Serializable {
    /**
     * Does the work.
     *
     * @throws Exception if the work fails; it becomes the outcome of the future
     */
    void execute() throws Exception;

    /**
     * Does the work as a plain {@link Runnable}.
     *
     * @throws CompletionException with the checked exception as its cause, if {@link #execute()} threw one
     */
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // run() is execute() for those who know only Runnable
    default void run() {
        try {
            execute();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
