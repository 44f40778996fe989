package dev.tandem.bench;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Lets Tandem prepare in the background, before anything is measured, what it prepares once on each machine so that
 * workers start faster.
 */
final class Preparation {
    /** More than it takes, on a slow machine too. */
    private static final long LONGEST_SECONDS = 90;

    /** From then on it says what it waits for. */
    private static final long SILENT_SECONDS = 2;

    private static final long LOOK_MILLIS = 50;

    /** The thread that does it. */
    private static final String THREAD = "tandem-archive";

    private Preparation() {}

    /** Has a worker started, and waits for what that sets off. Called when this JVM has no other children. */
    static void run() throws InterruptedException {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            pool.submit(Tasks::increment, 0).join();
        }
        long start = System.nanoTime();
        boolean isAnnounced = false;
        for (List<String> left = underWay(); !left.isEmpty(); left = underWay()) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            if (seconds >= LONGEST_SECONDS) {
                System.out.printf(
                        "going on without it after %d s; 'first' may start slower workers: %s%n", seconds, left);
                return;
            }
            if (!isAnnounced && seconds >= SILENT_SECONDS) {
                isAnnounced = true;
                System.out.println("waiting until Tandem has prepared the archive that workers start from, once");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** The threads and processes that are still at it. */
    private static List<String> underWay() {
        Stream<String> threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(THREAD))
                .map(name -> "thread " + name);
        Stream<String> children = ProcessHandle.current().children().map(child -> "process " + child.pid());
        return Stream.concat(threads, children).toList();
    }
}
