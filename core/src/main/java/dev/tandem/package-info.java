/**
 * Work in parallel, on threads or on worker processes, behind one interface.
 *
 * <p>{@link dev.tandem.PoolExecutor} is the interface, {@link dev.tandem.ThreadPoolExecutor} and
 * {@link dev.tandem.ProcessPoolExecutor} are the pools, {@link dev.tandem.TaskFuture} is what a submitted task
 * gives back, and {@link dev.tandem.Futures} waits for many of them. The semantics are those of Python's
 * {@code concurrent.futures}, in the idiom of {@code java.util.concurrent}.
 *
 * <p>No method takes or returns {@code null} unless it says so; a missing value is an {@code Optional}.
 */
@NullMarked
package dev.tandem;

import org.jspecify.annotations.NullMarked;
