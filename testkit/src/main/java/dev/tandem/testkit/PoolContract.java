package dev.tandem.testkit;

import dev.tandem.PoolExecutor;

/** What each part of the contract needs: a pool to hold to it. */
interface PoolContract {
    /**
     * Opens a pool of the kind that is tested. The test closes it.
     *
     * @param options what the test wants of it
     * @return a new pool
     */
    PoolExecutor open(PoolOptions options);

    /**
     * Opens a pool with a number of workers and otherwise the defaults.
     *
     * @param workers how many tasks run at a time at most
     * @return a new pool
     */
    default PoolExecutor open(int workers) {
        return open(PoolOptions.workers(workers));
    }

    /**
     * Tells whether workers of this kind of pool run more than one task, so that tasks can have keys.
     *
     * @return false to skip the tests of keys
     */
    default boolean supportsKeys() {
        return true;
    }
}
