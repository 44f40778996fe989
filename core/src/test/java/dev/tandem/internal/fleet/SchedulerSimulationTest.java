package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskOptions;
import dev.tandem.TaskStatus;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.internal.fleet.SimWorker.Deed;
import dev.tandem.internal.fleet.SimWorker.Job;
import dev.tandem.internal.task.PoolView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of a process pool, faults included: SPEC C1 to C4 must hold at the end of each. The idea is that of
 * FoundationDB's simulation.
 *
 * <p>A history is made by its seed alone: {@code -Dtandem.simulation.seed=<seed>} replays one and prints it.
 */
class SchedulerSimulationTest {
    private static final int HISTORIES = Integer.getInteger("tandem.simulation.histories", 10_000);
    private static final int STEPS = 150;

    /** How many histories are swept: each kind of call occurs in most of them. */
    private static final int SWEPT = 20;

    /** More rounds than any history needs to come to rest. */
    private static final int MOST_ROUNDS = 5_000;

    private static final String SEED_PROPERTY = "tandem.simulation.seed";

    // SPEC C1, C2, C3, C4
    @Test
    @Timeout(300)
    void randomHistories_keepThePromises() {
        String given = System.getProperty(SEED_PROPERTY);
        if (given != null) {
            new History(Long.parseLong(given)).run();
            return;
        }
        long first = System.nanoTime();
        for (int i = 0; i < HISTORIES; i++) {
            new History(first + i).run();
        }
    }

    // SPEC C1, C2, C3, C4: the same history with the first call of a kind failing, then the second, and so on.
    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void oneHistory_withEachCallFailing_keepsThePromises(SimFault.Kind kind) {
        for (long seed = 1; seed <= SWEPT; seed++) {
            SimFault fault = SimFault.NONE;
            for (int number = 1; number == 1 || fault.hasStruck(); number++) {
                fault = new SimFault(kind, number);
                new History(seed, fault).run();
            }
        }
    }

    /** One history. */
    private static final class History {
        private final long seed;
        private final SimFault fault;
        private final Random random;
        private final SimPool pool;
        private final PoolExecutor view;
        private final List<Submitted> tasks = new ArrayList<>();
        private final boolean startsFail;
        private boolean hardEnd;

        /** A task, and what the history knows of it. */
        private record Submitted(Job job, TaskFuture<Integer> future, int attempts) {}

        /** Tasks that were cancelled while they waited, and how often they had run by then. */
        private final Map<Job, Integer> neverToStart = new IdentityHashMap<>();

        History(long seed) {
            this(seed, SimFault.NONE);
        }

        History(long seed, SimFault fault) {
            this.seed = seed;
            this.fault = fault;
            this.random = new Random(seed);
            this.pool = new SimPool(random, fault);
            this.view = new PoolView(pool);
            this.startsFail = random.nextInt(20) == 0;
        }

        void run() {
            try {
                for (int i = 0; i < STEPS; i++) {
                    step(random.nextInt(100));
                }
                end();
                check();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "history failed: replay it with -D" + SEED_PROPERTY + "=" + seed + ", fault=" + fault + "\n"
                                + pool.history(),
                        e);
            }
            if (System.getProperty(SEED_PROPERTY) != null) {
                System.out.println(pool.history());
            }
        }

        private void step(int choice) {
            if (choice < 18) {
                submit();
            } else if (choice < 50) {
                stepWorker();
            } else if (choice < 70) {
                pool.lead();
            } else if (choice < 78) {
                pool.pass(false);
            } else if (choice < 85) {
                cancelOne();
            } else if (choice < 90) {
                comeUp();
            } else if (choice < 93) {
                hurt();
            } else if (choice < 95) {
                view.resize(1 + random.nextInt(4));
            } else if (choice < 97) {
                expireOne();
            } else if (choice < 98) {
                drainOne();
            } else if (choice < 99) {
                contAll();
            } else {
                letLongTimePass();
            }
        }

        private void submit() {
            Deed.Ending ending = Deed.Ending.RETURNS;
            int kind = random.nextInt(40);
            if (kind < 3) {
                ending = Deed.Ending.THROWS;
            } else if (kind < 5) {
                ending = Deed.Ending.HANGS;
            } else if (kind < 6) {
                ending = Deed.Ending.EXITS;
            }
            long nanos = random.nextInt(3) == 0 ? random.nextInt(50_000_000) : random.nextInt(20_000);
            Job job = new Job(tasks.size(), new Deed(ending, nanos, random.nextBoolean()), random.nextInt(8) - 4);
            int attempts = random.nextInt(10) == 0 ? 3 : 1;
            try {
                pool.expect(job);
                TaskFuture<Integer> future =
                        view.with(options(attempts, job.key)).submit(() -> job.number);
                tasks.add(new Submitted(job, future, attempts));
                pool.note("submit " + job.number + " " + job.deed);
            } catch (RejectedExecutionException | BrokenPoolException e) {
                assertThat(pool.isBroken()).isTrue();
            }
        }

        private UnaryOperator<TaskOptions> options(int attempts, int key) {
            int priority = random.nextInt(5) == 0 ? random.nextInt(3) - 1 : 0;
            boolean timed = random.nextInt(4) == 0;
            return base -> {
                TaskOptions options = base.priority(priority);
                if (timed) {
                    options = options.timeout(Duration.ofMillis(20));
                }
                if (key >= 0) {
                    options = options.key(key);
                }
                return attempts > 1
                        ? options.retries(dev.tandem.RetryPolicy.attempts(attempts)
                                .onCrash()
                                .onTimeout())
                        : options;
            };
        }

        private @Nullable SimWorker anyWorker() {
            List<SimWorker> alive =
                    pool.workers().stream().filter(SimWorker::isAlive).toList();
            return alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()));
        }

        private void stepWorker() {
            List<SimWorker> running = pool.workers().stream()
                    .filter(worker -> worker.isAlive() || worker.isOutliving())
                    .toList();
            if (!running.isEmpty()) {
                running.get(random.nextInt(running.size())).stepOn(pool.now(), random.nextInt(3));
            }
        }

        private void comeUp() {
            SimWorker worker = anyWorker();
            if (worker != null && !worker.isReady() && !worker.isKilled()) {
                if (startsFail && random.nextInt(10) == 0) {
                    worker.die(1);
                } else {
                    pool.ready(worker);
                }
            }
        }

        /** A worker is killed or stopped from outside, or hangs up. */
        private void hurt() {
            SimWorker worker = anyWorker();
            if (random.nextInt(8) == 0) {
                pool.failStarts(1 + random.nextInt(3), "No space left on device");
                return;
            }
            if (worker != null && (worker.isReady() || startsFail) && random.nextInt(4) == 0) {
                pool.hangUp(worker);
                return;
            }
            if (worker != null && random.nextInt(3) == 0) {
                worker.stop(true);
                pool.note("stopped " + worker.id().number());
            } else if (worker != null && random.nextInt(3) == 0) {
                worker.beginToDie();
                pool.note("dying " + worker.id().number());
            } else if (worker != null && random.nextInt(3) == 0) {
                worker.dieAndOutlive();
            } else if (worker != null) {
                worker.die(137);
            }
        }

        private void drainOne() {
            SimWorker worker = anyWorker();
            if (worker != null && worker.isReady() && !worker.isStopped() && worker.term()) {
                pool.drain(worker);
            }
        }

        /** Long enough for a stopped worker to be given up; or at once, as when this process was stopped itself. */
        private void letLongTimePass() {
            if (random.nextInt(4) == 0) {
                pool.jump(3_600_000_000_000L);
                pool.lead();
                return;
            }
            for (int i = 0; i < 30; i++) {
                pool.jump(Liveness.PERIOD_NANOS);
                pool.lead();
            }
        }

        private void contAll() {
            pool.workers().forEach(worker -> worker.stop(false));
        }

        private void cancelOne() {
            if (!tasks.isEmpty()) {
                Submitted task = tasks.get(random.nextInt(tasks.size()));
                boolean hard = random.nextBoolean();
                boolean wasDone = task.future().isDone();
                int runs = task.job().runs;
                boolean cancelled = task.future().cancel(hard);
                pool.note("cancel(" + hard + ") " + task.job().number + ": " + cancelled);
                if (cancelled && !wasDone && !hard) {
                    neverToStart.put(task.job(), runs);
                }
            }
        }

        private void expireOne() {
            if (!tasks.isEmpty()) {
                Submitted task = tasks.get(random.nextInt(tasks.size()));
                pool.note("deadline " + task.job().number);
                ((FleetTask<?>) task.future()).onDeadline(1_000);
            }
        }

        // ---- the end

        private void end() {
            int how = random.nextInt(4);
            pool.note("end " + how);
            if (how == 0) {
                view.shutdownNow();
                hardEnd = true;
            } else {
                for (Submitted task : tasks) {
                    if (task.job().deed.ending() == Deed.Ending.HANGS) {
                        task.future().cancel(true); // it would never end
                    }
                }
                view.shutdown(false, how == 1);
            }
            for (int i = 0; !pool.isEnded(); i++) {
                assertThat(i).as("rounds to come to rest").isLessThan(MOST_ROUNDS);
                if (!round() && !pool.pass(true)) {
                    throw new AssertionError("nothing happens any more: " + pool.stats());
                }
            }
            pool.lead();
        }

        /** Lets everybody do what they can; returns whether anything was done. */
        private boolean round() {
            contAll();
            boolean any = false;
            for (SimWorker worker : List.copyOf(pool.workers())) {
                if (worker.isAlive() && !worker.isReady() && !worker.isKilled()) {
                    pool.ready(worker);
                    any = true;
                }
                for (int lane = 0; lane < worker.lanes().size() && worker.canStep(pool.now()); lane++) {
                    worker.step(pool.now(), lane);
                    any = true;
                }
            }
            return pool.lead() || any;
        }

        private void check() {
            for (SimWorker worker : pool.workers()) {
                assertThat(worker.isAlive()).as("alive " + worker.id()).isFalse(); // C5
            }
            for (Submitted task : tasks) {
                check(task);
            }
            assertThat(view.stats().submitted())
                    .isEqualTo(view.stats().completed()
                            + view.stats().failed()
                            + view.stats().cancelled());
            assertThat(view.isTerminated()).isTrue();
        }

        private void check(Submitted task) {
            Job job = task.job();
            String name = "task " + job.number;
            assertThat(task.future().isDone()).as(name + " done").isTrue(); // C1
            assertThat(job.runs).as(name + " runs").isLessThanOrEqualTo(task.attempts()); // C3
            assertThat(job.runs)
                    .as(name + " runs after it was cancelled")
                    .isEqualTo(neverToStart.getOrDefault(job, job.runs));
            if (task.future().status() == TaskStatus.SUCCEEDED) {
                assertThat(job.runs).as(name + " ran").isPositive();
                return;
            }
            Throwable failure = task.future().handle((value, thrown) -> thrown).getNow(null);
            if (failure instanceof WorkerCrashedException crash) { // C2: it was running there, and nowhere since
                SimWorker worker = job.lastWorker;
                assertThat(worker).as(name + " was running").isNotNull();
                assertThat(worker.id()).as(name).isEqualTo(crash.worker());
                assertThat(job.isAnswered).as(name + " was answered").isFalse();
            } else if (failure instanceof TaskTimeoutException timeout
                    && timeout.limit() == TaskTimeoutException.Limit.TIMEOUT) { // C4
                assertThat(job.lastWorker).as(name + " was running").isNotNull();
            } else if (failure instanceof BrokenPoolException) {
                assertThat(pool.isBroken()).isTrue();
            } else if (!(failure instanceof CancellationException) && !(failure instanceof TaskTimeoutException)) {
                assertThat(failure).as(name).hasMessage("thrown by the task");
                assertThat(job.deed.ending() == Deed.Ending.THROWS || hardEnd || job.deed.listens())
                        .as(name + " threw")
                        .isTrue();
            }
        }
    }
}
