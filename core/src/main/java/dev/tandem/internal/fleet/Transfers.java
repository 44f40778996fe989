package dev.tandem.internal.fleet;

import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.PoolCore;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that read large results, so that the thread that leads the pool's loop need not. Made when needed. */
final class Transfers {
    /** More: results are copied in parallel, and user code that does not end holds up nobody. Less: fewer threads. */
    private static final int MOST_THREADS = Math.max(4, Runtime.getRuntime().availableProcessors());

    /** How long a thread waits for the next result before it ends. */
    private static final long IDLE_SECONDS = 1;

    /** For how long the end of the pool waits for results that are being read. */
    private static final long LAST_SECONDS = 10;

    private final AtomicInteger numbers = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    /** One more than what is being done by threads of others, until the end of the pool. */
    private final Phaser borrowed = new Phaser(1);

    Transfers(PoolCore core) {
        threads = new ThreadPoolExecutor(
                0, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), body -> {
                    Thread thread = new Thread(
                            () -> {
                                Membership.join(core);
                                body.run();
                            },
                            "tandem-" + core.name() + "-transfer-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Has something done by a thread of its own, or by this one if there are enough of them. */
    void run(Runnable body) {
        try {
            threads.execute(body);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // enough threads, or no more to be had
            borrowed.register();
            try {
                body.run();
            } finally {
                borrowed.arriveAndDeregister();
            }
        }
    }

    /** Waits until all has been done that was begun, unless user code keeps it. */
    void finish() {
        threads.shutdown();
        try {
            if (!tryAwaitAll()) {
                PoolCore.LOGGER.log(
                        System.Logger.Level.WARNING,
                        "a pool ends while a large result is being read, which user code holds up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tryAwaitAll() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_SECONDS);
        boolean ended = threads.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS);
        int phase = borrowed.arrive();
        try {
            borrowed.awaitAdvanceInterruptibly(phase, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return ended;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
