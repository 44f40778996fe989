package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;

/** SPEC A14, P15: the contract, on one worker process with several threads. */
class ProcessPoolThreadsContractTest implements ExecutorContract {
    @Override
    public PoolExecutor open(PoolOptions options) {
        return ProcessPoolExecutor.open(base -> options.applyTo(base).workers(1).threadsPerWorker(options.workers()));
    }
}
