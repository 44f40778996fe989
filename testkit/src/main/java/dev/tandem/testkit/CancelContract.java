package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.AwaitResult;
import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.ReturnWhen;
import dev.tandem.TaskFuture;
import dev.tandem.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancellation. */
@SuppressWarnings("FutureReturnValueIgnored")
interface CancelContract extends PoolContract {
    /** Long enough that nothing in these tests happens because a grace period ended. */
    Duration LONG_GRACE = Duration.ofSeconds(30);

    // SPEC F2
    @Test
    default void cancel_pendingTask_neverStarts(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            TaskFuture<?> politely = pool.submit(() -> journal.note("politely"));
            TaskFuture<?> firmly = pool.submit(() -> journal.note("firmly"));

            assertThat(politely.cancel(false)).isTrue();
            assertThat(firmly.cancel(true)).isTrue();
            assertThat(List.of(politely, firmly)).allSatisfy(future -> {
                assertThat(future.isCancelled()).isTrue();
                assertThat(future.isDone()).isTrue();
                assertThat(future.status()).isEqualTo(TaskStatus.CANCELLED);
                assertThatThrownBy(future::get)
                        .isInstanceOf(CancellationException.class)
                        .hasStackTraceContaining(future.label());
            });
            gate.open();
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).isEmpty();
    }

    // SPEC F2
    @Test
    default void cancelFalse_runningTask_changesNothing(@TempDir Path dir) throws Exception {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            TaskFuture<String> running = pool.submit(() -> gate.pass("through"));
            gate.awaitArrivals(1);

            assertThat(running.cancel(false)).isFalse();
            assertThat(running.isCancelled()).isFalse();
            assertThat(running.isRunning()).isTrue();
            gate.open();
            assertThat(running.get()).isEqualTo("through");
        }
    }

    // SPEC F2
    @Test
    default void cancel_doneTask_changesNothing() throws Exception {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> succeeded = pool.submit(() -> 1);
            TaskFuture<Integer> failed = pool.submit(Tasks::fail, "failed");
            assertThat(succeeded.get()).isEqualTo(1);
            assertThat(failed.exception()).isPresent();

            assertThat(succeeded.cancel(true)).isFalse();
            assertThat(failed.cancel(true)).isFalse();
            assertThat(succeeded.get()).isEqualTo(1);
            assertThat(failed.exception().orElseThrow()).hasMessage("failed");
        }
    }

    // SPEC F2: whether it is cancelled by or before this call.
    @Test
    default void cancel_cancelledTask_saysTrueAgain(@TempDir Path dir) {
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            TaskFuture<Integer> pending = pool.submit(() -> 1);

            assertThat(pending.cancel(false)).isTrue();
            assertThat(pending.cancel(false)).isTrue();
            assertThat(pending.cancel(true)).isTrue();
        }
    }

    // SPEC F2
    @Test
    default void cancelTrue_runningTask_interruptsIt(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(LONG_GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> running = pool.submit(() -> {
                try {
                    gate.pass();
                    journal.note("passed");
                } catch (InterruptedException e) {
                    journal.note("interrupted");
                    throw e;
                }
            });
            gate.awaitArrivals(1);

            assertThat(running.cancel(true)).isTrue();
            assertThat(running.isCancelled()).isTrue();
            assertThat(running.status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(journal.awaitLines(1)).containsExactly("interrupted");
            assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC F2: an interrupt that came too late does not hit the next task.
    @Test
    default void cancelTrue_racingWithTheEnd_doesNotInterruptTheNextTask() throws Exception {
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(LONG_GRACE))) {
            for (int i = 0; i < 300; i++) {
                TaskFuture<Integer> victim = pool.submit(Tasks::square, i);
                TaskFuture<Boolean> next = pool.submit(() -> {
                    Thread.sleep(1);
                    return Thread.interrupted();
                });
                victim.cancel(true);

                assertThat(next.get()).isFalse();
            }
        }
    }

    // SPEC F2, C4: the future is cancelled at once, though the task goes on.
    @Test
    default void cancelTrue_taskThatIgnoresInterrupts_cancelsItsFutureAtOnce(@TempDir Path dir) {
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(LONG_GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> stubborn = pool.submit(() -> gate.passStubbornly());
            gate.awaitArrivals(1);

            assertThat(stubborn.cancel(true)).isTrue();
            assertThatThrownBy(stubborn::get).isInstanceOf(CancellationException.class);
            assertThat(gate.isOpen()).isFalse();
        }
    }

    // SPEC F3
    @Test
    default void cancel_wakesEveryWaiterAtOnce(@TempDir Path dir) {
        try (PoolExecutor pool = open(PoolOptions.workers(1).grace(LONG_GRACE));
                Gate gate = Gate.in(dir)) {
            TaskFuture<Integer> running = pool.submit(() -> gate.passStubbornly());
            TaskFuture<Integer> pending = pool.submit(() -> 1);
            gate.awaitArrivals(1);
            for (TaskFuture<Integer> future : List.of(pending, running)) {
                try (OtherThread<Integer> get =
                                OtherThread.calling(() -> future.get()).awaitBlocked();
                        OtherThread<Integer> timed = OtherThread.calling(() -> future.get(Duration.ofMinutes(1)))
                                .awaitBlocked();
                        OtherThread<AwaitResult<TaskFuture<Integer>>> await = OtherThread.calling(
                                        () -> Futures.await(List.of(future), ReturnWhen.ALL_COMPLETED))
                                .awaitBlocked();
                        OtherThread<TaskFuture<Integer>> walk = OtherThread.calling(
                                        () -> Futures.asCompleted(List.of(future))
                                                .iterator()
                                                .next())
                                .awaitBlocked()) {
                    assertThat(future.cancel(true)).isTrue();

                    assertThat(get.failure()).isInstanceOf(CancellationException.class);
                    assertThat(timed.failure()).isInstanceOf(CancellationException.class);
                    assertThat(await.value().done()).containsExactly(future);
                    assertThat(walk.value()).isSameAs(future);
                }
            }
            assertThat(gate.isOpen()).isFalse();
        }
    }

    // SPEC F3: not even out of the buffer of a worker, which is deep after many short tasks.
    @Test
    default void cancel_taskInAWorkersBuffer_neverStarts(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        List<Integer> kept = new ArrayList<>();
        try (PoolExecutor pool = open(1);
                Gate gate = Gate.in(dir)) {
            List<TaskFuture<Integer>> shortTasks = IntStream.range(0, 1000)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            pool.submit(() -> gate.pass());
            List<TaskFuture<?>> buffered = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String line = "task " + i;
                buffered.add(pool.submit(() -> journal.note(line)));
            }
            gate.awaitArrivals(1);
            for (int i = 0; i < 100; i++) {
                assertThat(buffered.get(i).isRunning()).isFalse();
                if (i % 3 == 0) {
                    kept.add(i);
                } else {
                    assertThat(buffered.get(i).cancel(i % 2 == 0)).isTrue();
                }
            }
            gate.open();
            pool.shutdown(true, false);
            assertThat(shortTasks).allMatch(future -> future.status() == TaskStatus.SUCCEEDED);
        }
        assertThat(journal.lines())
                .containsExactlyElementsOf(kept.stream().map(i -> "task " + i).toList());
    }

    // SPEC F2, F3, C3: what cancel(false) says is what happened.
    @Test
    default void cancelFalse_racingWithTheStart_isTrueIfAndOnlyIfTheTaskNeverRan(@TempDir Path dir) throws Exception {
        Journal journal = Journal.in(dir);
        List<String> expected = new ArrayList<>();
        try (PoolExecutor pool = open(2)) {
            for (int i = 0; i < 500; i++) {
                String line = "task " + i;
                TaskFuture<?> future = pool.submit(() -> journal.note(line));
                for (int spin = 0; spin < (i % 50) * 100; spin++) {
                    Thread.onSpinWait();
                }
                boolean cancelled = future.cancel(false);
                assertThat(cancelled).isEqualTo(future.isCancelled());
                if (!cancelled) {
                    expected.add(line);
                }
            }
            pool.shutdown(true, false);
        }
        assertThat(journal.lines()).containsExactlyInAnyOrderElementsOf(expected);
    }

    // SPEC C1, FAULTS 26: whoever wins, each future is done exactly once.
    @Test
    default void cancelTrue_racingWithTheEnd_leavesNothingPending() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        AtomicInteger callbacks = new AtomicInteger();
        try (PoolExecutor pool = open(PoolOptions.workers(2).grace(LONG_GRACE))) {
            for (int i = 0; i < 500; i++) {
                TaskFuture<Integer> future = pool.submit(Tasks::square, i);
                future.addDoneCallback(done -> callbacks.incrementAndGet());
                futures.add(future);
                if (i % 2 == 0) {
                    future.cancel(true);
                }
            }
            Futures.await(futures);
            pool.shutdown(true, false);
        }
        assertThat(futures).allMatch(TaskFuture::isDone);
        assertThat(callbacks).hasValue(500);
    }

    // SPEC C1, C3, F2, F3, FAULTS 26: thousands of them under load; whoever listens to interrupts costs no worker.
    @Test
    default void storm_ofSubmitsAndCancels_keepsEachPromise(@TempDir Path dir) throws Exception {
        CancelStorm storm = new CancelStorm(Journal.in(dir));
        EventLog log = new EventLog();
        try (PoolExecutor pool = open(PoolOptions.workers(2).grace(LONG_GRACE).listener(log))) {
            storm.rage(pool);
            for (int i = 0; i < 100; i++) {
                assertThat(pool.submit(Tasks::square, i).get()).isEqualTo(i * i);
            }
            pool.shutdown(true, false);
            storm.check(pool.stats());
        }
        List<String> events = log.eventsOfWorkers();
        assertThat(events)
                .filteredOn(event -> !event.endsWith(" started") && !event.endsWith(" RETIRED"))
                .as("ends of workers that were not still starting when the pool was closed")
                .allMatch(event -> event.endsWith(" exited KILLED")
                        && !events.contains(event.replace(" exited KILLED", " started")));
    }
}
