package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;

/** SPEC A14: the contract, on worker processes. */
class ProcessPoolContractTest implements ExecutorContract {
    @Override
    public PoolExecutor open(PoolOptions options) {
        return ProcessPoolExecutor.open(options::applyTo);
    }
}
