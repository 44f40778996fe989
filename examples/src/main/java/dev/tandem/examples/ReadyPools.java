package dev.tandem.examples;

import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.WorkerId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Opens process pools whose workers all run already, where the time they take to start is not what is measured. */
final class ReadyPools {
    private ReadyPools() {}

    static ProcessPoolExecutor open(int workers) throws InterruptedException {
        CountDownLatch starting = new CountDownLatch(workers);
        PoolListener listener = new PoolListener() {
            @Override
            public void onWorkerStarted(WorkerId worker) {
                starting.countDown();
            }
        };
        ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(workers).prestarted().listener(listener));
        if (!starting.await(30, TimeUnit.SECONDS)) {
            pool.killWorkers();
            throw new CheckFailedError("not all workers were ready after 30 s: " + pool.stats());
        }
        return pool;
    }
}
