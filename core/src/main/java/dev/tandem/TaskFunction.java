package dev.tandem;

import java.io.Serializable;

/**
 * A function of one argument that can travel to a worker process and may throw checked exceptions.
 *
 * <pre>{@code
 * TaskFunction<String, Integer> length = String::length; // a Function here would not be serializable
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     System.out.println(pool.submit(length, "tandem").get()); // 6
 * }
 * }</pre>
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public interface TaskFunction<A, R> extends Serializable {
    /**
     * Does the work for one argument.
     *
     * @param argument the argument, as it was when the task was submitted
     * @return the result
     * @throws Exception if the work fails; it becomes the outcome of the future
     */
    R apply(A argument) throws Exception;
}
