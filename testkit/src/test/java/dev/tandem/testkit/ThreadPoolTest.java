package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskRunnable;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.WorkerStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Threads: how many there are, what they are called, what they survive. */
@ExtendWith(LeakCheck.class)
@Deadline
class ThreadPoolTest {
    @TempDir
    private Path dir;

    // SPEC T1
    @Test
    void workers_default_isFourMoreThanCpusAndAtMost32() {
        int expected = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);

        assertThat(ThreadPoolOptions.defaults().workers()).isEqualTo(expected);
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open();
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < expected + 3; i++) {
                pool.submit(() -> gate.pass());
            }
            gate.awaitArrivals(expected);

            assertThat(pool.stats().workers()).hasSize(expected);
            assertThat(pool.stats().queued()).isEqualTo(3);
        }
    }

    // SPEC T1
    @Test
    void threads_areMadeOnDemand() {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(4);
                Gate gate = Gate.in(dir)) {
            assertThat(pool.stats().workers()).isEmpty();
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            assertThat(pool.stats().workers()).hasSize(1);
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(2);
            assertThat(pool.stats().workers()).hasSize(2);
        }
    }

    // SPEC T1
    @Test
    void thread_idle_isReusedBeforeANewOneIsMade() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(4)) {
            Set<String> threads = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                threads.add(pool.submit(Tasks::place).get());
                Poll.until("an idle thread", () -> pool.stats().workers().get(0).state() == WorkerStats.State.IDLE);
            }

            assertThat(threads).hasSize(1);
            assertThat(pool.stats().workers()).hasSize(1);
        }
    }

    // SPEC T1
    @Test
    void thread_idleForLong_ends() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).keepAlive(Duration.ofMillis(50)))) {
            Thread first = pool.submit(() -> Thread.currentThread()).get();
            Poll.until("end of the thread", () -> !first.isAlive());
            Poll.until("no worker", () -> pool.stats().workers().isEmpty());

            Thread second = pool.submit(() -> Thread.currentThread()).get();
            assertThat(second).isNotSameAs(first);
        }
    }

    // SPEC T1
    @Test
    void threads_areNamedAfterThePool() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).name("render"))) {
            String name = pool.submit(() -> Thread.currentThread().getName()).get();

            assertThat(name).isEqualTo("tandem-render-worker-1");
            assertThat(pool.stats().workers().get(0).thread()).contains(name);
        }
    }

    // SPEC T1
    @Test
    void workers_boundHowManyTasksRunAtATime() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(3)) {
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

    // SPEC T2
    @Test
    void initializer_runsOncePerThreadBeforeItsFirstTask() throws Exception {
        ThreadLocal<String> state = new ThreadLocal<>();
        AtomicInteger runs = new AtomicInteger();
        TaskRunnable initializer = () -> {
            runs.incrementAndGet();
            state.set("ready in " + Thread.currentThread().getName());
        };
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).initializer(initializer));
                Gate gate = Gate.in(dir)) {
            assertThat(runs).hasValue(0);
            pool.submit(() -> gate.pass());
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(2);
            gate.open();
            for (int i = 0; i < 100; i++) {
                assertThat(pool.submit(() -> state.get()
                                        .equals("ready in "
                                                + Thread.currentThread().getName()))
                                .get())
                        .isTrue();
            }
        }
        assertThat(runs).hasValue(2);
    }

    // SPEC T2
    @Test
    void initializer_throws_breaksThePoolWithThatCause() throws Exception {
        IllegalStateException reason = new IllegalStateException("no database");
        CountDownLatch submitted = new CountDownLatch(1);
        TaskRunnable initializer = () -> {
            submitted.await();
            throw reason;
        };
        AtomicInteger ran = new AtomicInteger();
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).initializer(initializer))) {
            List<TaskFuture<?>> pending = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                pending.add(pool.submit(() -> ran.incrementAndGet()));
            }
            submitted.countDown();

            for (TaskFuture<?> future : pending) {
                assertThat(future.exception().orElseThrow())
                        .isInstanceOf(BrokenPoolException.class)
                        .hasMessageContaining("no database")
                        .cause()
                        .isSameAs(reason);
            }
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessageContaining("no database")
                    .cause()
                    .isSameAs(reason);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran).hasValue(0);
    }

    // SPEC T2: a pool that is broken while workers are busy lets their tasks end.
    @Test
    void initializer_throwsInALaterThread_letsRunningTasksEnd() throws Exception {
        AtomicInteger threads = new AtomicInteger();
        TaskRunnable initializer = () -> {
            if (threads.incrementAndGet() == 2) {
                throw new IllegalStateException("only one");
            }
        };
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).initializer(initializer));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            gate.awaitArrivals(1);
            TaskFuture<Integer> pending = pool.submit(() -> 2);

            assertThat(pending.exception().orElseThrow()).isInstanceOf(BrokenPoolException.class);
            assertThat(running.isDone()).isFalse();
            gate.open();
            assertThat(running.get()).isEqualTo(1);
        }
    }

    // SPEC T3
    @Test
    void worker_survivesWhateverATaskThrows() throws Exception {
        List<Throwable> failures = List.of(
                new IllegalStateException("exception"),
                new AssertionError("error"),
                new OutOfMemoryError("thrown by hand"),
                new StackOverflowError("thrown by hand"),
                new LinkageError("linkage"),
                new Exception("checked"),
                new Throwable("bare"),
                new InterruptedException("thrown by hand"));
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            String thread = pool.submit(Tasks::place).get();
            for (Throwable failure : failures) {
                TaskFuture<?> future = pool.submit(() -> sneakyThrow(failure));

                assertThat(future.exception()).containsSame(failure);
            }
            assertThat(pool.submit(Tasks::place).get()).isEqualTo(thread);
            assertThat(pool.stats().restarts()).isZero();
        }
    }

    // SPEC T3
    @Test
    void worker_survivesARealStackOverflow() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            String thread = pool.submit(Tasks::place).get();

            assertThat(pool.submit(() -> dive(0)).exception().orElseThrow()).isInstanceOf(StackOverflowError.class);
            assertThat(pool.submit(Tasks::place).get()).isEqualTo(thread);
        }
    }

    // SPEC T3: nor does its interrupt status reach the next task.
    @Test
    void interruptStatus_leftBehindByATask_isNotSeenByTheNext() throws Exception {
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(1)) {
            pool.submit(() -> Thread.currentThread().interrupt()).get();

            assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get())
                    .isFalse();
        }
    }

    // SPEC T4
    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void virtualThreads_onAnOldJdk_areRefusedClearly() {
        assertThatThrownBy(() -> ThreadPoolExecutor.open(ThreadPoolOptions::withVirtualThreads))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("virtual threads need JDK 21 or later")
                .hasMessageContaining("running JDK is " + Runtime.version().feature());
    }

    // SPEC A12
    @Test
    void stats_idleWorker_tellHowMuchItHasDone() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            for (int i = 0; i < 5; i++) {
                assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
            }
            Poll.until("an idle worker that has done five tasks", () -> {
                WorkerStats worker = pool.stats().workers().get(0);
                return worker.state() == WorkerStats.State.IDLE && worker.tasksDone() == 5;
            });
            WorkerStats idle = pool.stats().workers().get(0);

            assertThat(idle.currentTask()).isEmpty();
            assertThat(idle.currentTaskAge()).isEmpty();
        }
    }

    // SPEC A4
    @Test
    void options_badValues_nameParameterRuleAndValue() {
        assertThatThrownBy(() -> ThreadPoolExecutor.open(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("workers must be positive: workers=0");
        assertRefused("workers must be positive: workers=-1", o -> o.workers(-1));
        assertRefused("keepAlive must be positive: keepAlive=PT0S", o -> o.keepAlive(Duration.ZERO));
        assertRefused("queueLimit must be positive: queueLimit=0", o -> o.queueLimit(0));
        assertRefused("grace must not be negative: grace=PT-1S", o -> o.grace(Duration.ofSeconds(-1)));
        assertRefused("name must not be blank: name=''", o -> o.name(""));
    }

    private static void assertRefused(String message, UnaryOperator<ThreadPoolOptions> options) {
        assertThatThrownBy(() -> ThreadPoolExecutor.open(options).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    // SPEC A1: nothing is serialized between threads.
    @Test
    void submit_threadPool_takesWhatCannotBeSerialized() throws Exception {
        Object unserializable = new Object();
        try (PoolExecutor pool = ThreadPoolExecutor.open(1)) {
            assertThat(pool.submit(() -> unserializable).get()).isSameAs(unserializable);
            assertThat(pool.submit(x -> x, unserializable).get()).isSameAs(unserializable);
        }
    }

    private static int dive(int depth) {
        return depth < 0 ? 0 : dive(depth + 1) + 1;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
        throw (E) failure;
    }
}
