package dev.tandem.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.ThreadPoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/** C1, C3: whatever happens at the same time, each accepted future is done exactly once, and no task runs twice. */
@Timeout(60)
class ThreadPoolStressTest {
    private static final int TASKS = 300;

    private static final class Probe {
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger callbacks = new AtomicInteger();
        volatile boolean interruptedAtStart;
    }

    private record Submitted(TaskFuture<Integer> future, Probe probe) {}

    private final List<Submitted> accepted = new ArrayList<>();

    @RepeatedTest(60)
    void submitCancelResizeShutdown_atOnce_everyFutureIsDoneOnce(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        ThreadPoolOptions options = options(ThreadPoolOptions.defaults(), random);
        ThreadPoolExecutor pool = ThreadPoolExecutor.open(o -> options);
        int keys = options.virtualThreads() ? 0 : random.nextInt(5);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            threads.add(start(go, random.nextLong(), own -> submitAndCancel(pool, keys, own)));
        }
        threads.add(start(go, random.nextLong(), own -> {
            for (int i = 0; i < 50; i++) {
                pool.resize(1 + own.nextInt(5));
                pause(own);
            }
        }));
        int way = random.nextInt(4);
        threads.add(start(go, random.nextLong(), own -> {
            for (int i = own.nextInt(40); i > 0; i--) {
                pause(own);
            }
            switch (way) {
                case 0 -> pool.shutdownNow();
                case 1 -> pool.shutdown(false, true);
                default -> pool.shutdown();
            }
        }));
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).as("%s", pool).isTrue();
        for (Submitted submitted : accepted) {
            assertDoneOnce(submitted);
        }
        assertThat(pool.stats().submitted()).isEqualTo(accepted.size());
        assertThat(pool.stats().workers()).isEmpty();
    }

    private static ThreadPoolOptions options(ThreadPoolOptions o, Random random) {
        ThreadPoolOptions options = o.workers(1 + random.nextInt(4)).grace(Duration.ofSeconds(20));
        switch (random.nextInt(3)) {
            case 0:
                return options.keepAlive(Duration.ofNanos(1 + random.nextInt(100_000)));
            case 1:
                return Runtime.version().feature() < 21 ? options : options.withVirtualThreads();
            default:
                return options;
        }
    }

    private void assertDoneOnce(Submitted submitted) throws InterruptedException {
        TaskFuture<Integer> future = submitted.future();
        Probe probe = submitted.probe();
        assertThat(future).isDone();
        assertThat(probe.callbacks).hasValue(1);
        assertThat(probe.interruptedAtStart).isFalse();
        if (future.isCancelled()) {
            assertThat(probe.runs).hasValueLessThanOrEqualTo(1);
        } else {
            assertThat(probe.runs).hasValue(1);
            try {
                assertThat(future.get()).isEqualTo(7);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(InterruptedException.class); // by shutdownNow
            }
        }
    }

    private void submitAndCancel(ThreadPoolExecutor pool, int keys, Random own) {
        for (int i = 0; i < TASKS; i++) {
            Probe probe = new Probe();
            boolean waits = own.nextInt(10) == 0;
            TaskFuture<Integer> future;
            try {
                int key = own.nextInt(keys + 2);
                PoolExecutor view = key < keys ? pool.with(o -> o.key(key)) : pool;
                future = view.submit(() -> run(probe, waits));
            } catch (RejectedExecutionException e) {
                return;
            }
            future.addDoneCallback(f -> probe.callbacks.incrementAndGet());
            synchronized (accepted) {
                accepted.add(new Submitted(future, probe));
            }
            switch (own.nextInt(8)) {
                case 0 -> future.cancel(false);
                case 1 -> future.cancel(true);
                case 2 -> pause(own);
                default -> {}
            }
        }
    }

    private static int run(Probe probe, boolean waits) throws InterruptedException {
        probe.runs.incrementAndGet();
        probe.interruptedAtStart = Thread.currentThread().isInterrupted() && probe.callbacks.get() == 0;
        if (waits) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return 7;
    }

    private static void pause(Random own) {
        for (int i = own.nextInt(300); i > 0; i--) {
            Thread.onSpinWait();
        }
        if (own.nextInt(4) == 0) {
            Thread.yield();
        }
    }

    private interface Body {
        void run(Random own);
    }

    private static Thread start(CountDownLatch go, long seed, Body body) {
        Thread thread = new Thread(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                return;
            }
            body.run(new Random(seed));
        });
        thread.start();
        return thread;
    }
}
