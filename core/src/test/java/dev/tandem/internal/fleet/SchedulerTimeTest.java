package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import dev.tandem.internal.fleet.SimWorker.Deed;
import dev.tandem.internal.fleet.SimWorker.Job;
import dev.tandem.internal.task.PoolView;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the scheduler makes of time, on a clock of the test's own. */
class SchedulerTimeTest {
    private static final long SECOND = 1_000_000_000L;

    private int submitted;

    private static SimPool pool(UnaryOperator<ProcessPoolOptions> change) {
        return new SimPool(
                new Random(1),
                SimFault.NONE,
                change.apply(ProcessPoolOptions.defaults().workers(1)));
    }

    private TaskFuture<Integer> submit(SimPool pool, long nanos) {
        return submit(pool, new Deed(Deed.Ending.RETURNS, nanos, false));
    }

    private TaskFuture<Integer> submit(SimPool pool, Deed deed) {
        pool.expect(new Job(submitted++, deed, -1));
        PoolExecutor view = new PoolView(pool);
        TaskFuture<Integer> future = view.submit(() -> 1);
        pool.lead();
        pool.lead();
        return future;
    }

    private static SimWorker last(SimPool pool) {
        return pool.workers().get(pool.workers().size() - 1);
    }

    private static SimWorker readyWorker(SimPool pool) {
        SimWorker worker = last(pool);
        pool.ready(worker);
        pool.lead();
        return worker;
    }

    /** The parent's loop looks at everything, for so many periods of the watch. */
    private static void look(SimPool pool, int looks) {
        for (int i = 0; i < looks; i++) {
            pool.jump(Liveness.PERIOD_NANOS);
            pool.lead();
        }
    }

    @Test // SPEC C1: what a task needs first may fill the ring of a worker that has no task whose answer would tell
    void ringThatIsFullWithoutATask_isTriedAgain() {
        SimPool pool = pool(o -> o);
        TaskFuture<Integer> future = submit(pool, 1);
        last(pool).refuse(2);
        SimWorker worker = readyWorker(pool);
        assertThat(future.isDone()).isFalse();

        pool.jump(Distributor.STEAL_AGE_NANOS);
        pool.lead();
        pool.jump(Distributor.STEAL_AGE_NANOS);
        pool.lead();
        worker.step(pool.now(), 0);
        pool.jump(1);
        worker.step(pool.now(), 0);
        pool.lead();
        assertThat(future.isDone()).isTrue();
    }

    @Test // SPEC P3: whoever submits the last task that a worker may have has its replacement started
    void lastTaskOfAWorker_startsItsReplacement_whileNobodyLeads() {
        SimPool pool = pool(o -> o.maxTasksPerWorker(1).prestarted());
        readyWorker(pool);
        assertThat(pool.workers()).hasSize(1);

        pool.expect(new Job(submitted++, new Deed(Deed.Ending.RETURNS, 10 * SECOND, false), -1));
        new PoolView(pool).submit(() -> 1);
        pool.pump();
        assertThat(pool.workers()).hasSize(2);
    }

    @Test // SPEC P3: a spare is told what it may need, and nobody else
    void spare_isPrepared_whileItStandsBy() {
        SimPool pool = pool(o -> o.spares(1).prestarted());
        pool.workers().forEach(pool::ready);
        pool.jump(1);
        pool.lead();
        SimWorker active = pool.workers().get(0);
        SimWorker spare = pool.workers().get(1);
        submit(pool, 1);
        run(pool, active);
        look(pool, 1);

        assertThat(active.lanes().get(0).preparations()).isZero();
        assertThat(spare.lanes().get(0).preparations()).isPositive();
    }

    @Test // SPEC C1: tasks have been tiny, so that the next ones wait at the only worker, when one lasts
    void tasksBehindALongOne_getAWorkerOfTheirOwn() {
        SimPool pool = pool(o -> o.workers(2));
        submit(pool, 1);
        SimWorker worker = readyWorker(pool);
        run(pool, worker);
        for (int i = 0; i < 100; i++) {
            submit(pool, 1);
            run(pool, worker);
        }
        assertThat(pool.workers()).hasSize(1);

        submit(pool, 10 * SECOND);
        worker.step(pool.now(), 0);
        TaskFuture<Integer> behind = submit(pool, 1);
        for (int i = 0; i < 3; i++) {
            pool.jump(Distributor.STEAL_AGE_NANOS);
            pool.lead();
        }
        assertThat(pool.workers()).hasSize(2);
        SimWorker other = readyWorker(pool);
        pool.lead();
        run(pool, other);
        assertThat(behind.isDone()).isTrue();
    }

    /** Lets a worker run a task of a nanosecond, and has the answer taken in. */
    private static void run(SimPool pool, SimWorker worker) {
        worker.step(pool.now(), 0);
        pool.jump(1);
        worker.step(pool.now(), 0);
        pool.lead();
        pool.lead();
    }

    @Test // FAULTS row 2, SPEC C1: a worker that is stopped while it is idle
    void workerThatTakesNothingUp_isKilledAndReplaced_andItsTaskRunsElsewhere() {
        SimPool pool = pool(o -> o);
        TaskFuture<Integer> future = submit(pool, 1);
        SimWorker worker = readyWorker(pool);
        worker.stop(true);

        look(pool, Liveness.MOST_LOOKS - 2);
        assertThat(worker.isKilled()).isFalse();
        look(pool, 4);
        assertThat(worker.isKilled()).isTrue();
        worker.step(pool.now(), 0);
        pool.lead();
        SimWorker replacement = readyWorker(pool);
        assertThat(replacement).isNotSameAs(worker);
        replacement.step(pool.now(), 0);
        pool.jump(1);
        replacement.step(pool.now(), 0);
        pool.lead();

        assertThat(future.getNow(0)).isEqualTo(1);
        assertThat(pool.history()).contains("gone 1 UNRESPONSIVE");
    }

    @Test // SPEC P1, PERFORMANCE target 8: collecting what there is to tell of a death takes a while
    void workerThatDied_leavesItsPlaceToASpare_beforeItIsKnownHow() {
        SimPool pool = pool(o -> o.spares(1));
        TaskFuture<Integer> first = submit(pool, new Deed(Deed.Ending.HANGS, 0, false));
        SimWorker worker = pool.workers().get(0);
        SimWorker spare = pool.workers().get(1);
        pool.ready(worker);
        pool.lead();
        pool.ready(spare);
        worker.step(pool.now(), 0);
        TaskFuture<Integer> second = submit(pool, 1);

        pool.hangUp(worker);
        pool.lead();
        assertThat(isRun(pool, spare, second)).isFalse(); // the first task may still run
        worker.dieUntold();
        pool.processEnded(worker);
        pool.lead();

        assertThat(isRun(pool, spare, second)).isTrue();
        assertThat(first.isDone()).isFalse();
        pool.died(worker, 137);
        pool.lead();
        pool.lead();
        assertThat(first.isDone()).isTrue();
    }

    private static boolean isRun(SimPool pool, SimWorker worker, TaskFuture<Integer> future) {
        worker.step(pool.now(), 0);
        pool.jump(1);
        worker.step(pool.now(), 0);
        pool.lead();
        pool.lead();
        return future.isDone();
    }

    @Test // SPEC P1, C2, C3, PERFORMANCE target 8: the system takes milliseconds to clear away what a process had
    void workerThatIsDying_leavesItsPlaceToASpare_beforeItHasEnded() {
        SimPool pool = pool(o -> o.spares(1).prestarted());
        pool.lead();
        pool.workers().forEach(pool::ready);
        pool.lead();
        TaskFuture<Integer> running = submit(pool, new Deed(Deed.Ending.HANGS, 0, false));
        TaskFuture<Integer> next = submit(pool, 1_000);
        SimWorker worker = pool.workers().get(0);
        SimWorker spare = pool.workers().get(1);
        worker.step(pool.now(), 0);
        pool.lead();

        worker.beginToDie();
        pool.jump(2 * DeathWatch.LONGEST_NANOS);
        pool.lead();
        spare.step(pool.now(), 0);

        assertThat(pool.workers()).as("a replacement takes the processor").hasSize(2);
        pool.jump(1_000);
        spare.step(pool.now(), 0);
        pool.lead();
        assertThat(next.isDone()).isTrue();
        assertThat(running.isDone()).as("how it ended is not known").isFalse();
        worker.step(pool.now(), 0);
        pool.lead();
        pool.lead();
        assertThat(running.isDone()).isTrue();
        assertThat(pool.workers()).hasSize(3);
        assertThat(spare.lanes().get(0).tasksDone()).isEqualTo(1);
    }

    @Test // SPEC P1, C3, PERFORMANCE target 8
    void workerThatIsDying_withATaskThatItHasNotStarted_hasItRunByASpare() {
        SimPool pool = pool(o -> o.spares(1).prestarted());
        pool.lead();
        pool.workers().forEach(pool::ready);
        pool.lead();
        SimWorker worker = pool.workers().get(0);
        SimWorker spare = pool.workers().get(1);

        worker.beginToDie();
        TaskFuture<Integer> task = submit(pool, 1_000);
        pool.jump(DeathWatch.FIRST_NANOS);
        pool.lead();
        spare.step(pool.now(), 0);
        pool.jump(1_000);
        spare.step(pool.now(), 0);
        pool.lead();

        assertThat(task.isDone()).isTrue();
        worker.step(pool.now(), 0);
        pool.lead();
        assertThat(worker.lanes().get(0).tasksDone()).isZero();
    }

    @Test // PERFORMANCE targets 1, 11: looking costs something
    void worker_isNotLookedAt_whileNothingWaitsForIt() {
        SimPool pool = pool(o -> o.spares(1).prestarted());
        pool.lead();
        pool.workers().forEach(pool::ready);
        pool.lead();
        SimWorker worker = pool.workers().get(0);
        TaskFuture<Integer> running = submit(pool, 1_000 * SECOND);
        worker.step(pool.now(), 0);

        look(pool, 10);

        assertThat(running.isDone()).isFalse();
        assertThat(worker.looks()).isZero();
    }

    @Test // PERFORMANCE target 1: at full rate nobody looks
    void worker_isNotLookedAt_whileItAnswers() {
        SimPool pool = pool(o -> o.spares(1).prestarted());
        pool.lead();
        pool.workers().forEach(pool::ready);
        pool.lead();
        SimWorker worker = pool.workers().get(0);
        for (int i = 0; i < 20; i++) {
            submit(pool, 1_000);
        }

        for (int i = 0; i < 40; i++) {
            worker.step(pool.now(), 0);
            pool.jump(DeathWatch.FIRST_NANOS / 2);
            pool.lead();
        }

        assertThat(worker.looks()).isZero();
    }

    @Test // FAULTS row 2: one lane is stuck, another one runs a task, which is not to suffer
    void laneThatTakesNothingUp_ofAWorkerThatRunsSomething_losesItsTasksOnly() {
        SimPool pool = pool(o -> o.threadsPerWorker(2));
        submit(pool, new Deed(Deed.Ending.HANGS, 0, false));
        SimWorker worker = readyWorker(pool);
        worker.step(pool.now(), 0);
        TaskFuture<Integer> second = submit(pool, 1);

        look(pool, Liveness.MOST_LOOKS + 2);
        assertThat(worker.isKilled()).isFalse();
        SimWorker other = readyWorker(pool);
        assertThat(other).isNotSameAs(worker);
        other.step(pool.now(), 1);
        pool.jump(1);
        other.step(pool.now(), 1);
        pool.lead();

        assertThat(second.getNow(0)).isEqualTo(1);
    }

    @Test // FAULTS row 20: the parent was stopped, and its workers along with it
    void hourInWhichNobodyLooked_countsAsOneLook() {
        SimPool pool = pool(o -> o);
        submit(pool, 1);
        SimWorker worker = readyWorker(pool);
        worker.stop(true);
        look(pool, 3);
        for (int i = 0; i < 3; i++) {
            pool.jump(3_600 * SECOND);
            pool.lead();
        }
        look(pool, Liveness.MOST_LOOKS / 2);

        assertThat(worker.isKilled()).isFalse();
    }

    @Test // FAULTS row 20: limits that were missed in the meantime do not count at once
    void workerThatStarts_whileTheParentIsStopped_getsTimeToSaySo() {
        SimPool pool = pool(o -> o.startTimeout(Duration.ofSeconds(1)));
        TaskFuture<Integer> future = submit(pool, 1);
        pool.jump(3_600 * SECOND);
        pool.lead();
        assertThat(last(pool).isKilled()).isFalse();
        readyWorker(pool);
        pool.jump(2 * SECOND);
        pool.lead();

        assertThat(last(pool).isKilled()).isFalse();
        assertThat(pool.workers()).hasSize(1);
        assertThat(future.isDone()).isFalse();
    }

    @Test // FAULTS row 20: but those who say nothing then are killed all the same
    void workerThatDoesNotStart_isKilled_alsoIfTheParentWasStopped() {
        SimPool pool = pool(o -> o.startTimeout(Duration.ofSeconds(1)));
        submit(pool, 1);
        SimWorker worker = last(pool);
        pool.jump(3_600 * SECOND);
        pool.lead();
        assertThat(worker.isKilled()).isFalse();
        pool.jump(SECOND + 1);
        pool.lead();

        assertThat(worker.isKilled()).isTrue();
    }

    @Test // FAULTS row 18, SPEC C7
    void startsThatFailForWantOfSomething_areTriedAgain_withAGrowingDelay() {
        SimPool pool = pool(o -> o);
        pool.failStarts(4, "No space left on device");
        TaskFuture<Integer> future = submit(pool, 1);
        assertThat(pool.startFailures()).isEqualTo(1);
        pool.jump(SECOND / 10 - 1000);
        pool.lead();
        assertThat(pool.startFailures()).isEqualTo(1);
        for (int i = 2; i <= 4; i++) {
            pool.jump((SECOND / 10) << i);
            pool.lead();
            assertThat(pool.startFailures()).isEqualTo(i);
        }
        pool.jump(SECOND);
        pool.lead();
        pool.jump(SECOND);
        pool.lead();

        assertThat(pool.workers()).hasSize(1);
        assertThat(pool.isBroken()).isFalse();
        assertThat(future.isDone()).isFalse();
    }

    @Test // FAULTS row 18, SPEC C1: not for ever
    void startsThatFailForHalfAMinute_breakThePool_ifThereIsNoWorker() {
        SimPool pool = pool(o -> o);
        pool.failStarts(100, "No space left on device");
        TaskFuture<Integer> future = submit(pool, 1);
        for (int i = 0; i < 6 && !pool.isBroken(); i++) {
            look(pool, 20);
        }

        assertThat(pool.isBroken()).isTrue();
        assertThat(future.isCompletedExceptionally()).isTrue();
        assertThat(pool.startFailures()).isEqualTo(9);
    }

    @Test // FAULTS row 23: what cannot be cured by waiting is told at once
    void startThatFailsForAnotherReason_breaksThePool_ifNoWorkerWasEverReady() {
        SimPool pool = pool(o -> o);
        pool.failStarts(1, "no such program");
        TaskFuture<Integer> future = submit(pool, 1);

        assertThat(pool.isBroken()).isTrue();
        assertThat(future.isCompletedExceptionally()).isTrue();
    }

    @Test // FAULTS row 20, SPEC C4: a parent that is always late enforces its limits all the same
    void parentThatIsAlwaysLate_endsWhatItSentencedAtTheSecondLook() {
        SimPool pool = pool(o -> o.grace(Duration.ofMillis(100)));
        TaskFuture<Integer> future = submit(pool, new Deed(Deed.Ending.HANGS, 0, false));
        SimWorker worker = readyWorker(pool);
        worker.step(pool.now(), 0);
        assertThat(future.cancel(true)).isTrue();
        pool.lead();
        for (int i = 0; i < 2; i++) {
            pool.jump(5 * SECOND);
            pool.lead();
        }

        assertThat(worker.isKilled()).isTrue();
    }
}
