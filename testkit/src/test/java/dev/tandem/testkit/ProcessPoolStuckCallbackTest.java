package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Callbacks that never end: they hold up themselves, not the pool. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolStuckCallbackTest {
    // SPEC F5, C1, A9, FAULTS row 16
    @Test
    void callbackThatBlocksForEver_othersGoOnAndThePoolCanBeEnded() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ProcessPoolExecutor pool = ProcessPoolExecutor.open(2);
        try {
            CountDownLatch blocked = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) { // one after the other, each takes a thread of the loop with it
                TaskFuture<Integer> future = pool.submit(Tasks::square, i);
                future.addDoneCallback(f -> {
                    blocked.countDown();
                    awaitStubbornly(never);
                });
                assertThat(future.get()).isEqualTo(i * i);
            }
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            List<TaskFuture<Integer>> others = IntStream.range(0, 50)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            for (int i = 0; i < 50; i++) {
                assertThat(others.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i * i);
            }
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();

            pool.killWorkers();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            never.countDown();
            pool.close();
        }
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // on purpose
            }
        }
    }
}
