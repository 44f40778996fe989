package dev.tandem.testkit;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The contract of {@link dev.tandem.PoolExecutor} as tests: what threads, processes and any other kind of pool must all
 * do. A test class implements it by opening a pool, and JUnit runs the tests.
 *
 * <pre>{@code
 * class MyPoolContractTest implements ExecutorContract {
 *     @Override
 *     public PoolExecutor open(PoolOptions options) {
 *         return ThreadPoolExecutor.open(options::applyTo);
 *     }
 * }
 * }</pre>
 *
 * <p>The class must have a constructor without parameters: tests of the end of a JVM make an instance of it in a JVM of
 * their own. Tasks of the tests can run in worker processes, which need the class path of the test.
 *
 * @since 0.1
 */
@ExtendWith(LeakCheck.class)
@Deadline
public interface ExecutorContract
        extends SubmitContract,
                InvokeContract,
                QueueLimitContract,
                BadArgumentContract,
                CancelContract,
                FutureContract,
                CallbackContract,
                CompletableFutureContract,
                MapContract,
                MapOptionsContract,
                WaitContract,
                ShutdownContract,
                CloseContract,
                LifetimeContract,
                StatsContract,
                ListenerContract,
                TaskLimitContract,
                RetryContract,
                ViewContract,
                KeyContract,
                RaceContract,
                ProgressContract,
                ContextContract,
                ShareContract {}
