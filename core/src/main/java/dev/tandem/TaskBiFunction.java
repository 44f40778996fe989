package dev.tandem;

import java.io.Serializable;

/**
 * A function of two arguments that can travel to a worker process and may throw checked exceptions.
 *
 * <pre>{@code
 * TaskBiFunction<String, Integer, String> repeat = String::repeat;
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     System.out.println(pool.submit(repeat, "ab", 3).get()); // ababab
 * }
 * }</pre>
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public interface TaskBiFunction<A, B, R> extends Serializable {
    /**
     * Does the work for one pair of arguments.
     *
     * @param first the first argument, as it was when the task was submitted
     * @param second the second argument, as it was when the task was submitted
     * @return the result
     * @throws Exception if the work fails; it becomes the outcome of the future
     */
    R apply(A first, B second) throws Exception;
}
