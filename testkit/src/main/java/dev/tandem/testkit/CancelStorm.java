package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.PoolStats;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Submits thousands of tasks in several threads and cancels each of them once, softly or hard, at once or a little
 * later; and compares what the futures said with what has run. The seed is in the messages.
 */
final class CancelStorm {
    private static final int THREADS = 4;
    private static final int PAIRS = 2_500;

    /** How many tasks later a task is cancelled at most. */
    private static final int LONGEST_LAG = 60;

    private final long seed = System.nanoTime();
    private final Journal journal;
    private final List<List<Pair>> pairs = new ArrayList<>();

    CancelStorm(Journal journal) {
        this.journal = journal;
    }

    /** Does all that, and waits until all futures are done. */
    void rage(PoolExecutor pool) throws Exception {
        List<OtherThread<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            List<Pair> own = new ArrayList<>();
            pairs.add(own);
            threads.add(OtherThread.running(() -> rage(pool, own, thread)));
        }
        threads.forEach(OtherThread::value);
        Futures.await(all().stream().map(pair -> pair.future).toList());
    }

    private void rage(PoolExecutor pool, List<Pair> own, int thread) {
        Random random = new Random(seed + thread);
        int[] lags = IntStream.range(0, PAIRS)
                .map(i -> random.nextBoolean() ? 0 : random.nextInt(LONGEST_LAG))
                .toArray();
        for (int i = 0; i < PAIRS + LONGEST_LAG; i++) {
            if (i < PAIRS) {
                own.add(new Pair(pool, thread * PAIRS + i, random.nextInt(20) == 0 ? random.nextInt(15) : 0));
            }
            for (int lag = 0; lag < LONGEST_LAG && lag <= i; lag++) {
                if (i - lag < PAIRS && lags[i - lag] == lag) {
                    own.get(i - lag).cancel(random.nextBoolean());
                }
            }
        }
    }

    private List<Pair> all() {
        return pairs.stream().flatMap(List::stream).toList();
    }

    /** Fails if a promise was broken. */
    void check(PoolStats stats) {
        Map<String, Integer> runs = new HashMap<>();
        journal.lines().forEach(line -> runs.merge(line, 1, Integer::sum));
        for (Pair pair : all()) {
            pair.check(runs.getOrDefault(Integer.toString(pair.number), 0));
        }
        long cancelled = all().stream().filter(pair -> pair.isCancelled).count();
        assertThat(cancelled).as("seed=%d", seed).isPositive();
        assertThat(stats.cancelled()).as("seed=%d", seed).isEqualTo(cancelled);
        assertThat(stats.restarts()).as("seed=%d", seed).isZero();
        assertThat(stats.leakedThreads()).as("seed=%d", seed).isZero();
    }

    private static int run(Journal journal, int number, int millis) throws InterruptedException {
        journal.note(number);
        Thread.sleep(millis);
        return number;
    }

    /** A task, and what its cancellation was told. */
    private final class Pair {
        private final int number;
        private final TaskFuture<Integer> future;
        private final AtomicInteger callbacks = new AtomicInteger();

        /** Written by the thread that submits, read when it has ended. */
        private boolean isHard;

        private boolean isCancelled;

        Pair(PoolExecutor pool, int number, int millis) {
            this.number = number;
            Journal notes = journal;
            future = pool.submit(() -> run(notes, number, millis));
            future.addDoneCallback(done -> callbacks.incrementAndGet());
        }

        void cancel(boolean hard) {
            isHard = hard;
            isCancelled = future.cancel(hard);
        }

        void check(int runs) {
            String what = "task " + number + ", seed=" + seed + ", hard=" + isHard + ", cancelled=" + isCancelled
                    + ", runs=" + runs + ", " + future;
            assertThat(callbacks).as(what).hasValue(1);
            assertThat(future.isCancelled()).as(what).isEqualTo(isCancelled);
            if (isCancelled) {
                assertThat(runs).as(what).isLessThanOrEqualTo(isHard ? 1 : 0);
            } else {
                assertThat(runs).as(what).isEqualTo(1);
                assertThat(future.status()).as(what).isEqualTo(TaskStatus.SUCCEEDED);
                assertThat(future.getNow(-1)).as(what).isEqualTo(number);
            }
        }
    }
}
