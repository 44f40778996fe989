package dev.tandem;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * A {@link Callable} that can travel to a worker process.
 *
 * <p>Lambdas and method references passed to {@link PoolExecutor#submit(TaskCallable)} take this type by
 * themselves and are thereby serializable: no cast is needed.
 *
 * <pre>{@code
 * TaskCallable<Long> pid = () -> ProcessHandle.current().pid(); // a Callable here would not be serializable
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     System.out.println(pool.submit(pid).get() != pid.call()); // true
 * }
 * }</pre>
 *
 * @param <T> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public interface TaskCallable<T> extends Callable<T>, Serializable {}
