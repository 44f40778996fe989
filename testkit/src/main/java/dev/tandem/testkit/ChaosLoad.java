package dev.tandem.testkit;

import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.testkit.ChaosLedger.Cancel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Chaos} run asks of the pool: very many tiny tasks, so many at a time that every buffer is full, and
 * among them, now and then, one that crashes or hangs. Three threads submit; each ends soon after {@link #stop()}.
 */
final class ChaosLoad {
    /** Longer than any honest pause of a tiny task, shorter than the longest stop of a worker. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** How many tasks are in flight for each thread of a worker: twice what a worker takes ahead. */
    private static final int TASKS_PER_THREAD = 2048;

    private static final Duration HANG_TIMEOUT = Duration.ofMillis(300);
    private static final int KEYS = 16;

    /** How long a thread waits before it looks whether it shall stop. */
    private static final long LOOK_MILLIS = 50;

    private final PoolExecutor limited;
    private final PoolExecutor plain;
    private final PoolExecutor retried;
    private final PoolExecutor hanging;
    private final List<PoolExecutor> keyed;
    private final ChaosLedger ledger;
    private final Findings findings;
    private final int window;
    private final Semaphore permits;

    /** Written by whoever stops the load, read by its threads. */
    private volatile boolean isStopped;

    ChaosLoad(PoolExecutor pool, int threads, ChaosLedger ledger, Findings findings) {
        this.ledger = ledger;
        this.findings = findings;
        plain = pool;
        limited = pool.with(o -> o.timeout(TIMEOUT));
        retried = limited.with(o -> o.retries(RetryPolicy.attempts(3).onCrash().onTimeout()));
        hanging = pool.with(o -> o.timeout(HANG_TIMEOUT));
        keyed = IntStream.range(0, KEYS)
                .mapToObj(key -> limited.with(o -> o.key("key " + key)))
                .toList();
        window = TASKS_PER_THREAD * threads;
        permits = new Semaphore(window);
    }

    void stop() {
        isStopped = true;
    }

    boolean isStopped() {
        return isStopped;
    }

    /** Waits until all futures are done that were given to this load; returns whether they are. */
    boolean awaitFutures(Duration limit) throws InterruptedException {
        return permits.tryAcquire(window, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- tiny tasks, without end

    /** Submits tiny tasks of several kinds, and cancels some of those it has submitted not long ago. */
    void submitTinyTasks(SplittableRandom random) throws InterruptedException {
        Recent recent = new Recent();
        while (!isStopped) {
            Submitted submitted = submitTiny(random.nextInt(1000));
            if (submitted != null) {
                recent.add(submitted);
                cancelSome(recent, random);
            }
        }
    }

    private @Nullable Submitted submitTiny(int roll) throws InterruptedException {
        if (roll < 2) {
            return submit(limited, ChaosKind.THROWING, ChaosTasks::fail);
        }
        if (roll < 4) {
            return submit(retried, ChaosKind.FLAKY, ChaosTasks::failOnce);
        }
        if (roll < 100) {
            return submit(keyed.get(roll % KEYS), ChaosKind.KEYED, ChaosTasks::tiny);
        }
        return submit(limited, ChaosKind.TINY, ChaosTasks::tiny);
    }

    private void cancelSome(Recent recent, SplittableRandom random) {
        int roll = random.nextInt(200);
        if (roll < 2) {
            recent.any(random).cancel(roll == 0);
        }
    }

    // ---- dangerous tasks, now and then

    /** Submits tasks that crash and tasks that hang, and cancels some of these. */
    void submitDangerousTasks(SplittableRandom random) throws InterruptedException {
        while (!isStopped) {
            Thread.sleep(random.nextInt(20, 600));
            int roll = random.nextInt(100);
            if (roll < 5) {
                submit(plain, ChaosKind.EXITING, ChaosTasks::exit);
            } else if (roll < 8) {
                submit(retried, ChaosKind.EXITING_ONCE, ChaosTasks::exitOnce);
            } else {
                submitHanging(random, roll % 3 == 0);
            }
        }
    }

    private void submitHanging(SplittableRandom random, boolean isStubborn) throws InterruptedException {
        Submitted submitted = isStubborn
                ? submit(hanging, ChaosKind.STUBBORN, ChaosTasks::hangStubbornly)
                : submit(hanging, ChaosKind.HANGING, ChaosTasks::hang);
        int roll = random.nextInt(4);
        if (submitted != null && roll < 2) {
            Thread.sleep(random.nextInt(200));
            submitted.cancel(roll == 0);
        }
    }

    // ---- elements of map

    /** Maps chunk after chunk; now and then an element crashes. */
    void map(SplittableRandom random) throws InterruptedException {
        while (!isStopped) {
            int chunk = random.nextInt(1, 65);
            mapOnce(random.nextInt(1, 40 * chunk), chunk, random);
            Thread.sleep(random.nextInt(20));
        }
    }

    private void mapOnce(int size, int chunk, SplittableRandom random) {
        int first = ledger.open(ChaosKind.MAPPED, size);
        List<Integer> elements = new ArrayList<>(size);
        IntStream.range(first, first + size).forEach(elements::add);
        if (random.nextInt(300) == 0) {
            int exiting = random.nextInt(size);
            ledger.change(first + exiting, ChaosKind.MAPPED_EXITING);
            elements.set(exiting, -(first + exiting));
        }
        try (MapResults<Long> results = plain.map(ChaosTasks::element, elements, m -> m.chunkSize(chunk))) {
            Iterator<Long> values = results.iterator();
            for (int i = 0; i < size; i++) {
                int unit = first + i / chunk * chunk;
                endElement(first + i, unit, values);
            }
        }
    }

    private void endElement(int number, int unit, Iterator<Long> values) {
        try {
            ledger.ended(number, unit, values.next(), null);
        } catch (CompletionException e) {
            ledger.ended(number, unit, null, e.getCause());
        }
    }

    // ---- one task

    private @Nullable Submitted submit(PoolExecutor view, ChaosKind kind, TaskFunction<Integer, Long> function)
            throws InterruptedException {
        if (!permits.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            return null;
        }
        int number = ledger.open(kind);
        TaskFuture<Long> future;
        try {
            future = view.submit(function, number);
        } catch (RejectedExecutionException e) {
            findings.wrong("task %d (%s) was rejected: %s", number, kind, e);
            stop();
            throw e;
        }
        future.whenComplete((value, failure) -> {
            ledger.ended(number, future, value, failure);
            permits.release();
        });
        return new Submitted(number, kind, future);
    }

    private final class Submitted {
        private final int number;
        private final ChaosKind kind;
        private final TaskFuture<Long> future;

        Submitted(int number, ChaosKind kind, TaskFuture<Long> future) {
            this.number = number;
            this.kind = kind;
            this.future = future;
        }

        /** Not tasks with retries: cancelled while it waits for the next attempt, one has run and yet not started. */
        void cancel(boolean isHard) {
            boolean wasDone = future.isDone();
            if (!kind.isRetried() && !wasDone && future.cancel(isHard)) {
                ledger.cancelled(number, isHard ? Cancel.HARD : Cancel.SOFT);
            }
        }
    }

    /** The tasks submitted last: most of them wait in the buffer of a worker. */
    private static final class Recent {
        private static final int SIZE = 1024;

        private final ArrayDeque<Submitted> waiting = new ArrayDeque<>(SIZE);

        void add(Submitted submitted) {
            waiting.addLast(submitted);
            if (waiting.size() > SIZE) {
                waiting.removeFirst();
            }
        }

        /** The oldest or the youngest: the one runs about now, the other waits. */
        Submitted any(SplittableRandom random) {
            return random.nextBoolean() ? waiting.getFirst() : waiting.getLast();
        }
    }
}
