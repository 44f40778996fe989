package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.AwaitResult;
import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ReturnWhen;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pools of threads and pools of processes together. */
@ExtendWith(LeakCheck.class)
@Deadline
class MixedPoolsTest {
    @TempDir
    private Path dir;

    // SPEC W1: of different pools mixed.
    @Test
    void waits_futuresOfThreadsAndProcesses_mix() throws Exception {
        try (PoolExecutor threads = ThreadPoolExecutor.open(1);
                PoolExecutor processes = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> thread = threads.submit(Tasks::square, 2);
            TaskFuture<Integer> process = processes.submit(Tasks::square, 3);
            TaskFuture<Integer> slow = threads.submit(() -> gate.pass(4));
            List<TaskFuture<Integer>> futures = List.of(slow, thread, process);
            var walk = Futures.asCompleted(futures).iterator();

            assertThat(List.of(walk.next(), walk.next())).containsExactlyInAnyOrder(thread, process);
            AwaitResult<TaskFuture<Integer>> result = Futures.await(futures, ReturnWhen.FIRST_COMPLETED);
            assertThat(result.notDone()).containsExactly(slow);
            gate.open();
            assertThat(walk.next()).isSameAs(slow);
        }
    }

    // SPEC F5, A11: a task of threads may wait for one of processes, and a callback of the one may feed the other.
    @Test
    void pools_feedEachOther() throws Exception {
        try (PoolExecutor threads = ThreadPoolExecutor.open(1);
                PoolExecutor processes = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> waiting =
                    threads.submit(() -> processes.submit(Tasks::square, 5).get() + 1);
            assertThat(waiting.get()).isEqualTo(26);

            CompletableFuture<TaskFuture<Integer>> fed = new CompletableFuture<>();
            processes
                    .submit(Tasks::square, 3)
                    .addDoneCallback(done -> fed.complete(threads.submit(Tasks::square, done.join())));
            assertThat(fed.get(20, TimeUnit.SECONDS).get()).isEqualTo(81);
        }
    }

    // SPEC P1, P16: pools share nothing, and the end of one is nothing to the others.
    @Test
    void processPools_several_areIndependent() throws Exception {
        List<ProcessPoolExecutor> pools = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                pools.add(ProcessPoolExecutor.open(1));
            }
            for (PoolExecutor pool : pools) {
                assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            }
            pools.get(0).killWorkers();
            pools.get(1).close();
            assertThat(pools.get(2).submit(Tasks::square, 4).get()).isEqualTo(16);
        } finally {
            pools.forEach(PoolExecutor::close);
        }
    }
}
