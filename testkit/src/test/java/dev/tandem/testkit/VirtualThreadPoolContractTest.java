package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.ThreadPoolExecutor;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** SPEC A14, T4: the contract, on virtual threads. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadPoolContractTest implements ExecutorContract {
    @Override
    public PoolExecutor open(PoolOptions options) {
        return ThreadPoolExecutor.open(o -> options.applyTo(o).withVirtualThreads());
    }

    @Override
    public boolean supportsKeys() {
        return false;
    }
}
