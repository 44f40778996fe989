package dev.tandem;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The results of a {@link Pipeline} that was started, and the pipeline itself: it works while they are consumed, as far
 * ahead as its buffers are large, and ends when they are closed.
 *
 * <p>They can be consumed once, by one thread at a time. A failure that ends the pipeline is thrown by {@code next}, as
 * {@link StageFailedException} if it was an element's; after that there are no more results. What the iterator of the
 * inputs threw is thrown when the results of all inputs before have been given back. If the waiting thread is interrupted,
 * {@code hasNext} and {@code next} throw {@link WaitInterruptedException} and may be called again.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(2);
 *         PipelineResults<Integer> lengths = Pipeline.from(List.of("a", "bb")).then(pool, String::length).start()) {
 *     for (int length : lengths) {
 *         System.out.println(length);
 *     }
 *     System.out.println(lengths.stats());
 * }
 * }</pre>
 *
 * @param <T> the type of the results
 * @since 0.1
 */
public interface PipelineResults<T> extends Iterable<T>, AutoCloseable {
    /**
     * Returns the iterator over the results: always the same one. Its {@code hasNext} waits for the next result.
     *
     * @return the iterator
     */
    @Override
    Iterator<T> iterator();

    /**
     * Returns the remaining results as a sequential stream. Closing the stream closes the pipeline; so does a failure.
     *
     * @return the stream
     */
    Stream<T> stream();

    /**
     * Waits for the remaining results and returns them. A failure closes the pipeline.
     *
     * @return an unmodifiable list; it may hold nulls
     */
    List<T> toList();

    /**
     * Returns the elements that have failed so far, if {@link Pipeline#collectFailures()} asked to keep them.
     *
     * @return a copy, in the order in which they were found to have failed
     */
    List<StageFailure> failures();

    /**
     * Tells what each stage has done, and which one holds up the others. Any thread may ask, also after the end.
     *
     * @return a snapshot
     */
    PipelineStats stats();

    /**
     * Ends the pipeline: no more inputs are taken, tasks that have not ended are cancelled as by {@code cancel(true)}, and
     * what was not consumed is dropped. Returns when nothing of it runs any more. An interrupt does not end the waiting; the
     * interrupt status is set again. Idempotent; any thread may call it, and a thread that waits for a result then finds
     * that there are no more. The pools are not closed.
     *
     * @throws StillRunningException if a thread ignores its interrupt, in a task or in the iterator of the inputs
     */
    @Override
    void close();
}
