package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Lets Tandem prepare in the background, before anything is measured, what it prepares once on each machine so that
 * workers start faster.
 */
final class Preparation {
    /** More than it takes, on a slow machine too. */
    private static final long LONGEST_SECONDS = 90;

    private static final long LOOK_MILLIS = 50;

    /** The thread that does it. */
    private static final String THREAD = "tandem-archive";

    private Preparation() {}

    /** Has a worker started, and waits for what that sets off. Called when this JVM has no other children. */
    static void run() throws InterruptedException {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            pool.submit(Tasks::increment, 0).join();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (isUnderWay() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static boolean isUnderWay() {
        return ProcessHandle.current().children().findAny().isPresent()
                || Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().startsWith(THREAD));
    }
}
