package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.WorkerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tasks leave behind in their worker is told, and goes with the worker. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolAftermathTest {
    /** Notes what it is told of. */
    private static final class Told implements PoolListener {
        final List<String> changes = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void onWorkerAltered(WorkerId worker, List<String> lines) {
            for (String line : lines) {
                changes.add(worker.number() + " " + line);
            }
        }

        void await(String change) {
            Poll.until("report of " + change + ", told so far: " + changes, () -> changes.contains(change));
        }
    }

    // FAULTS row 22, SPEC A12
    @Test
    void threadPropertyLocaleAndTimeZone_leftByATask_areTold() throws Exception {
        Told told = new Told();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).listener(told))) {
            pool.submit(() -> {
                        // until the worker knows what its time zone is when no task has changed it
                        CountDownLatch never = new CountDownLatch(1);
                        return never.await(200, java.util.concurrent.TimeUnit.MILLISECONDS);
                    })
                    .get();
            pool.submit(ProcessPoolAftermathTest::alterEverything).get();

            told.await("1 thread left running: left-over (daemon)");
            told.await("1 system property set: tandem.test.color");
            told.await("1 system property removed: java.vm.specification.name");
            told.await("1 system property changed: java.io.tmpdir");
            assertThat(told.changes)
                    .anyMatch(line -> line.startsWith("1 default locale changed: ") && line.endsWith(" to eo"))
                    .anyMatch(
                            line -> line.startsWith("1 default time zone changed: ") && line.endsWith(" to Asia/Tokyo"))
                    .noneMatch(line -> line.contains("secret"))
                    .hasSize(6);
        }
    }

    private static void alterEverything() {
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(600_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "left-over");
        thread.setDaemon(true);
        thread.start();
        System.setProperty("tandem.test.color", "secret");
        System.setProperty("java.io.tmpdir", "/secret");
        System.clearProperty("java.vm.specification.name");
        Locale.setDefault(Locale.forLanguageTag("eo"));
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    }

    // FAULTS row 22: tasks that clean up after themselves are not accused, whatever they use meanwhile.
    @Test
    void tasksThatLeaveNothing_areNotAccused() throws Exception {
        Told told = new Told();
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).threadsPerWorker(2).listener(told))) {
            for (int i = 0; i < 20; i++) {
                pool.submit(ProcessPoolAftermathTest::useThreads).get();
            }
            pool.submit(() -> System.setProperty("tandem.test.end", "yes")).get();

            told.await("1 system property set: tandem.test.end");
            assertThat(told.changes).hasSize(1);
        }
    }

    private static int useThreads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            return threads.submit(() -> 1).get()
                    + java.util.stream.IntStream.range(0, 1000).parallel().sum();
        } finally {
            threads.shutdown();
        }
    }

    // FAULTS row 22, SPEC P2: the cure.
    @Test
    void workerReplacedAfterEachTask_isNotAltered() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).maxTasksPerWorker(1))) {
            pool.submit(ProcessPoolAftermathTest::alterEverything).get();

            assertThat(pool.submit(() -> String.valueOf(System.getProperty("tandem.test.color")))
                            .get())
                    .isEqualTo("null");
        }
    }
}
