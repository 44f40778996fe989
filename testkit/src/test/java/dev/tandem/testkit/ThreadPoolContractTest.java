package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.ThreadPoolExecutor;

/** SPEC A14: the contract, on platform threads. */
class ThreadPoolContractTest implements ExecutorContract {
    @Override
    public PoolExecutor open(PoolOptions options) {
        return ThreadPoolExecutor.open(options::applyTo);
    }
}
