package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import org.junit.jupiter.api.extension.ExtendWith;

/** SPEC A14, P15: the parts of the contract that a worker's threads could break, on one worker with several. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolThreadsContractTest
        implements CancelContract,
                ShutdownContract,
                TaskLimitContract,
                RetryContract,
                RaceContract,
                ContextContract,
                ShareContract {
    @Override
    public PoolExecutor open(PoolOptions options) {
        return ProcessPoolExecutor.open(base -> options.applyTo(base).workers(1).threadsPerWorker(options.workers()));
    }
}
