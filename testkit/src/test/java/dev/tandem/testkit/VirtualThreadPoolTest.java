package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadPoolTest {
    @TempDir
    private Path dir;

    // SPEC T4
    @Test
    void task_runsInAVirtualThreadOfItsOwn() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).withVirtualThreads())) {
            Thread one = pool.submit(() -> Thread.currentThread()).get();
            Thread two = pool.submit(() -> Thread.currentThread()).get();

            assertThat(Thread.class.getMethod("isVirtual").invoke(one)).isEqualTo(true);
            assertThat(one).isNotSameAs(two);
        }
    }

    // SPEC T4: workers bound the concurrency.
    @Test
    void workers_boundHowManyTasksRunAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(3).withVirtualThreads())) {
            List<TaskFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                futures.add(pool.submit(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(1);
                    running.decrementAndGet();
                }));
            }
            futures.forEach(TaskFuture::join);
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    // SPEC T4: as many as are asked for, far more than there are processors.
    @Test
    void tasks_veryMany_waitAtTheSameTime() {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(100).withVirtualThreads());
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 100; i++) {
                pool.submit(() -> gate.pass());
            }
            gate.awaitArrivals(100);

            assertThat(pool.stats().queued()).isZero();
        }
    }

    // SPEC A13, T4: there is no worker to come back to.
    @Test
    void key_isRefusedClearly() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).withVirtualThreads())) {
            assertThatThrownBy(() -> pool.with(o -> o.key("customer 7")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("each virtual thread runs one")
                    .hasMessageContaining("key=customer 7");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }
}
