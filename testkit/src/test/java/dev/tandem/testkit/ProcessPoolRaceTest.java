package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolStats;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once that can be done to a process pool, by several threads, while its workers crash and are killed:
 * what {@link RaceContract} leaves out. {@code -Dtandem.race.seed=<seed>} makes the choices of one round again,
 * {@code -Dtandem.race.rounds=<n>} makes more rounds.
 */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 600)
@DisabledOnOs(OS.WINDOWS)
class ProcessPoolRaceTest {
    private static final int ROUNDS = Integer.getInteger("tandem.race.rounds", 8);
    private static final String SEED_PROPERTY = "tandem.race.seed";

    @TempDir
    private Path dir;

    // SPEC C1, C2, C3, A6, A8, A9, F2, F3, FAULTS row 26
    @Test
    void everythingAtOnce_withCrashesAndKills_endsEachFutureExactlyOnce() throws Exception {
        Long given = Long.getLong(SEED_PROPERTY);
        long first = given == null ? System.nanoTime() : given;
        for (int i = 0; i < (given == null ? ROUNDS : 1); i++) {
            Round round = new Round(first + i, dir.resolve("marks-" + i));
            try {
                round.run();
            } catch (Exception | AssertionError e) {
                throw new AssertionError(
                        "round failed: repeat its choices with -D" + SEED_PROPERTY + "=" + (first + i), e);
            }
        }
    }

    /** What a task does. */
    private enum Kind {
        TINY,
        SLEEPING,
        RETRIED,
        /** Ends its process. */
        CRASHING,
        /** Exceeds its time. */
        HANGING
    }

    static long sleep(int number, int millis) throws InterruptedException {
        TaskMarks.begun(number);
        Thread.sleep(millis);
        return TaskMarks.valueOf(number);
    }

    static long crash(int number) {
        TaskMarks.begun(number);
        return number % 2 == 0 ? WorkerTasks.exit(7) : WorkerTasks.halt(7);
    }

    /** One pool, from its opening to its end. */
    private static final class Round {
        private static final int SUBMITTERS = 3;

        /** After so many tasks submitters go slowly: a pool that waits for the rest at its end should not wait long. */
        private static final int FAST_TASKS = 3_000;

        /** How many workers crash, are killed, and are held up: more would be replaced late, and the round last. */
        private static final int CRASHES = 2;

        private static final int KILLS = 3;
        private static final int HANGS = 3;

        private final long seed;
        private final TaskMarks marks;
        private final PoolExecutor pool;
        private final AtomicInteger numbers = new AtomicInteger();
        private final AtomicInteger crashes = new AtomicInteger(CRASHES);
        private final AtomicInteger hangs = new AtomicInteger(HANGS);
        private final List<Accepted> accepted = Collections.synchronizedList(new ArrayList<>());

        /** Set before the pool is told to end, read by the threads that cancel. */
        private volatile boolean isEnding;

        Round(long seed, Path file) throws Exception {
            this.seed = seed;
            Random random = new Random(seed);
            marks = new TaskMarks(file);
            pool = ProcessPoolExecutor.open(o -> o.workers(1 + random.nextInt(3))
                    .threadsPerWorker(1 + random.nextInt(2))
                    .spares(random.nextInt(2))
                    .grace(Duration.ofMillis(random.nextInt(300)))
                    .worker(w -> w.systemProperty(TaskMarks.PROPERTY, file.toString())));
        }

        void run() throws Exception {
            Random random = new Random(seed);
            try (pool) {
                List<OtherThread<Boolean>> threads = new ArrayList<>();
                for (int i = 0; i < SUBMITTERS; i++) {
                    Random own = new Random(random.nextLong());
                    threads.add(OtherThread.running(() -> submitAndMeddle(own)));
                }
                Random killers = new Random(random.nextLong());
                threads.add(OtherThread.running(() -> kill(killers)));
                Poll.until("some results", () -> pool.stats().completed() > 100);
                Poll.untilPassed(Duration.ofMillis(random.nextInt(400)), System.nanoTime());
                isEnding = true;
                for (int i = 0; i < 2; i++) {
                    int how = random.nextInt(7);
                    threads.add(OtherThread.running(() -> end(how)));
                }
                threads.forEach(OtherThread::value);
                pool.shutdown(false, false);

                assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
                check(pool.stats());
            }
        }

        private void submitAndMeddle(Random random) {
            try {
                while (!pool.isShutdown()) {
                    accepted.add(submit(random));
                    meddle(accepted.get(accepted.size() - 1 - random.nextInt(Math.min(50, accepted.size()))), random);
                    if (accepted.size() > FAST_TASKS) {
                        Thread.sleep(1);
                    }
                }
            } catch (RejectedExecutionException e) {
                // this is how it ends
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Accepted submit(Random random) {
            int roll = random.nextInt(200);
            if (roll == 0 && crashes.getAndDecrement() > 0) {
                return new Accepted(Kind.CRASHING, pool, ProcessPoolRaceTest::crash);
            }
            if (roll == 1 && hangs.getAndDecrement() > 0) {
                PoolExecutor limited = pool.with(o -> o.timeout(Duration.ofMillis(50)));
                return new Accepted(Kind.HANGING, limited, number -> sleep(number, 60_000));
            }
            if (roll < 20) {
                int millis = random.nextInt(5);
                return new Accepted(Kind.SLEEPING, pool, number -> sleep(number, millis));
            }
            if (roll < 40) {
                PoolExecutor retrying =
                        pool.with(o -> o.retries(RetryPolicy.attempts(3).onCrash()));
                return new Accepted(Kind.RETRIED, retrying, TaskMarks::tiny);
            }
            return new Accepted(Kind.TINY, pool, TaskMarks::tiny);
        }

        private void meddle(Accepted task, Random random) {
            switch (random.nextInt(60)) {
                case 0, 1, 2, 3 -> task.cancel(false);
                case 4, 5 -> task.cancel(true);
                case 6 -> task.completeFromOutside();
                case 7 -> pool.resize(1 + random.nextInt(3));
                case 8 -> assertThat(pool.stats().queued()).isNotNegative();
                default -> {}
            }
        }

        private void kill(Random random) {
            for (int i = 0; i < KILLS && !pool.isShutdown(); i++) {
                Poll.untilPassed(Duration.ofMillis(random.nextInt(300)), System.nanoTime());
                List<WorkerStats> workers = pool.stats().workers().stream()
                        .filter(worker -> worker.tasksDone() > 0)
                        .toList();
                if (!workers.isEmpty()) {
                    long pid = workers.get(random.nextInt(workers.size())).id().pid();
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }

        private void end(int how) {
            ProcessPoolExecutor processes = (ProcessPoolExecutor) pool;
            switch (how) {
                case 0 -> pool.shutdown(true, true);
                case 1 -> pool.shutdown(true, false);
                case 2 -> pool.shutdown(false, true);
                case 3 -> pool.shutdownNow();
                case 4 -> processes.killWorkers();
                case 5 -> processes.terminateWorkers();
                default -> pool.close();
            }
        }

        private void check(PoolStats stats) {
            assertThat(stats.submitted()).isEqualTo(accepted.size());
            assertThat(stats.completed() + stats.failed() + stats.cancelled())
                    .as("%s", stats)
                    .isEqualTo(accepted.size());
            assertThat(stats.queued()).isZero();
            assertThat(stats.running()).isZero();
            assertThat(stats.workers()).isEmpty();
            accepted.forEach(task -> task.check(marks));
        }

        /** A task that was accepted, and what was done to it. */
        private final class Accepted {
            private final int number = numbers.getAndIncrement();
            private final AtomicInteger callbacks = new AtomicInteger();
            private final Kind kind;
            private final TaskFuture<Long> future;

            /** Whether {@code cancel(false)} said that it is cancelled, so that it never starts. */
            private volatile boolean isSpared;

            /** Whether somebody was about to call {@code cancel(true)}: what that cancels may have begun. */
            private volatile boolean isStoppedBefore;

            private volatile boolean isCompletedFromOutside;

            Accepted(Kind kind, PoolExecutor view, TaskFunction<Integer, Long> function) {
                this.kind = kind;
                this.future = view.submit(function, number);
                future.addDoneCallback(done -> callbacks.incrementAndGet());
            }

            void cancel(boolean isHard) {
                if (isHard) {
                    isStoppedBefore = true;
                }
                boolean isCancelled = future.cancel(isHard);
                // once the pool is ending, it may be the pool that has cancelled what was running
                if (isCancelled && !isHard && kind != Kind.RETRIED && !isEnding) {
                    isSpared = true;
                }
            }

            void completeFromOutside() {
                if (future.completeExceptionally(new IllegalStateException("from outside"))) {
                    isCompletedFromOutside = true;
                }
            }

            void check(TaskMarks marks) {
                Throwable failure = future.isDone()
                        ? future.handle((value, thrown) -> thrown).getNow(null)
                        : null;
                String what = kind + " " + number + ", begins=" + marks.begins(number) + ", spared=" + isSpared + ", "
                        + future + ", failure=" + failure;
                assertThat(future.isDone()).as(what).isTrue();
                assertThat(callbacks).as(what).hasValue(1);
                assertThat(marks.begins(number)).as(what).isLessThanOrEqualTo(kind == Kind.RETRIED ? 3 : 1);
                if (isSpared && !isStoppedBefore) {
                    assertThat(marks.begins(number)).as(what).isZero();
                }
                if (failure == null) {
                    assertThat(marks.begins(number)).as(what).isPositive();
                    assertThat(future.getNow(0L)).as(what).isEqualTo(TaskMarks.valueOf(number));
                } else {
                    assertThat(isExplained(failure)).as(what).isTrue();
                }
            }

            private boolean isExplained(@Nullable Throwable failure) {
                if (failure instanceof TaskTimeoutException) {
                    return kind == Kind.HANGING;
                }
                if (failure instanceof InterruptedException) {
                    return kind == Kind.HANGING || kind == Kind.SLEEPING;
                }
                if (failure instanceof CancellationException || failure instanceof WorkerCrashedException) {
                    return true;
                }
                return failure instanceof IllegalStateException && isCompletedFromOutside;
            }
        }
    }
}
