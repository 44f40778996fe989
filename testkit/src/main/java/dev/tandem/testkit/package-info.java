/**
 * The contract of {@link dev.tandem.PoolExecutor} as a test suite, and helpers for tests of code that uses pools.
 *
 * <p>{@link dev.tandem.testkit.ExecutorContract} is implemented once for each kind of pool.
 * {@link dev.tandem.testkit.LeakCheck} and {@link dev.tandem.testkit.Deadline} are JUnit extensions for any test that
 * opens pools: the one fails a test that leaves processes, threads or files behind, the other ends a test that hangs
 * and shows where it hung, in this process and in the workers.
 *
 * <p>{@link dev.tandem.testkit.Chaos} kills, stops and crashes workers of a process pool at random, and checks every
 * task; {@code ./tandem chaos} runs it. It needs neither JUnit nor AssertJ.
 *
 * <p>The comment {@code SPEC A6} above a test names the rule that the test holds the pool to.
 */
@NullMarked
package dev.tandem.testkit;

import org.jspecify.annotations.NullMarked;
