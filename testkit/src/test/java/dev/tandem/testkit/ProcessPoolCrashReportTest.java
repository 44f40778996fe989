package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerCrashedException.Retry;
import dev.tandem.WorkerCrashedException.Retry.Verdict;
import dev.tandem.WorkerOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the failure of a task tells whose worker died: how, why, what to do about it, and whether it will be retried. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolCrashReportTest {
    @TempDir
    private Path dir;

    // ---- how

    // SPEC P7: all of it in one message, and each part as a field.
    @Test
    void message_holdsEverything() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).output(WorkerOutput.discard()))) {
            TaskFuture<?> future = pool.with(o -> o.label("render")).submit(() -> {
                IntStream.rangeClosed(1, 60).forEach(i -> System.err.println("line " + i));
                System.exit(3);
            });
            WorkerCrashedException crash = crashOf(future);

            assertThat(crash.stderrTail())
                    .isEqualTo(IntStream.rangeClosed(11, 60)
                            .mapToObj(i -> "line " + i)
                            .toList());
            assertThat(crash.getMessage())
                    .isEqualTo("worker process died: it exited with code 3, worker 1 (pid " + crash.pid()
                            + "), task=render, running for "
                            + crash.taskAge().orElseThrow().toMillis()
                            + " ms, not retried: retries are off for crashes"
                            + "\n\tlast lines of its standard error:\n\t  "
                            + String.join("\n\t  ", crash.stderrTail()));
            assertThat(crash.memory()).isEmpty();
        }
    }

    // SPEC P7, FAULTS row 1, FAULTS row 6: nobody in the pool sent it, so that whoever reads it needs an idea who did.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void sigkillFromOutside_hintsAtTheKernel() throws Exception {
        WorkerCrashedException crash = crashOf(() -> WorkerTasks.signalSelf("KILL"));

        assertThat(crash.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(crash.memory()).isEmpty();
        assertThat(crash)
                .hasMessageContaining("ended by SIGKILL (exit code 137)")
                .hasMessageContaining("hint: nobody in this pool sent it: perhaps the kernel's out-of-memory killer");
    }

    // SPEC P7, FAULTS row 5
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void sigabrt_isACrashOfTheJvm() throws Exception {
        WorkerCrashedException crash = crashOf(() -> WorkerTasks.signalSelf("ABRT"));

        assertThat(crash.kind()).isEqualTo(Kind.NATIVE_CRASH);
        assertThat(crash.signal()).contains("SIGABRT");
        assertThat(crash.exitCode()).hasValue(134);
        assertThat(crash.crashLog()).isEmpty();
        assertThat(crash).hasMessageContaining("the JVM crashed (SIGABRT, exit code 134)");
    }

    // SPEC P7, FAULTS row 3
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void sigterm_isToldAsASignal() throws Exception {
        WorkerCrashedException crash = crashOf(() -> WorkerTasks.signalSelf("TERM"));

        assertThat(crash.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(crash.signal()).contains("SIGTERM");
        assertThat(crash).hasMessageContaining("ended by SIGTERM (exit code 143)");
    }

    // SPEC P7: an exit is known to be one, whatever its code; halt with the code of a signal cannot be told from it.
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void exitCodeOfASignal_isAnExitUnlessHalted() throws Exception {
        WorkerCrashedException exited = crashOf(() -> WorkerTasks.exit(137));
        WorkerCrashedException halted = crashOf(() -> WorkerTasks.halt(137));

        assertThat(exited.kind()).isEqualTo(Kind.EXIT);
        assertThat(exited.exitCode()).hasValue(137);
        assertThat(exited.signal()).isEmpty();
        assertThat(exited).hasMessageContaining("it exited with code 137");
        assertThat(halted.kind()).isEqualTo(Kind.SIGNAL);
        assertThat(halted.signal()).contains("SIGKILL");
    }

    // ---- because of another task

    // SPEC P7, P15
    @Test
    void anotherTaskOnTheWorker_timesOut_isToldAsTheCause() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).threadsPerWorker(2));
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> innocent = pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            TaskFuture<Long> stuck = pool.with(
                            o -> o.timeout(Duration.ofMillis(300)).label("stuck"))
                    .submit(WorkerTasks::spin, gate);
            WorkerCrashedException crash = crashOf(innocent);

            assertThat(stuck.exception()).isPresent();
            assertThat(crash.kind()).isEqualTo(Kind.OTHER_TASK_TIMEOUT);
            assertThat(crash)
                    .hasMessageContaining("killed because another task on it exceeded its limit of time")
                    .hasMessageContaining("it was killed to stop another of its tasks: task=stuck")
                    .hasMessageContaining("hint: with threadsPerWorker(1) tasks do not share a process");
        }
    }

    // SPEC P7, P15
    @Test
    void anotherTaskOnTheWorker_cancelledAndDeaf_isToldAsTheCause() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                        o -> o.workers(1).threadsPerWorker(2).grace(Duration.ofMillis(100)));
                Gate gate = Gate.in(dir)) {
            TaskFuture<?> innocent = pool.submit(() -> gate.pass());
            TaskFuture<Long> deaf = pool.with(o -> o.label("deaf")).submit(WorkerTasks::spin, gate);
            gate.awaitArrivals(2);
            deaf.cancel(true);
            WorkerCrashedException crash = crashOf(innocent);

            assertThat(crash.kind()).isEqualTo(Kind.OTHER_TASK_CANCELLED);
            assertThat(crash)
                    .hasMessageContaining("killed because another task on it was cancelled and did not end")
                    .hasMessageContaining("task=deaf");
        }
    }

    // ---- whether it is retried

    // SPEC P7, P8, A13
    @Test
    void retry_isForetoldAndTheEndExplained() throws Exception {
        Failures seen = new Failures();
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).spares(1).listener(seen))) {
            TaskFuture<Integer> future =
                    pool.with(o -> o.retries(RetryPolicy.attempts(2).onCrash())).submit(WorkerTasks::halt, 1);
            WorkerCrashedException last = crashOf(future);

            assertThat(last.retry()).contains(new Retry(Verdict.ATTEMPTS_USED_UP, 2, 2));
            assertThat(last).hasMessageContaining("not retried: it was attempt 2 of 2");
            assertThat(seen.all).hasSize(1);
            WorkerCrashedException first = (WorkerCrashedException) seen.all.get(0);
            assertThat(first.retry()).contains(new Retry(Verdict.SCHEDULED, 1, 2));
            assertThat(first.retry().orElseThrow().isScheduled()).isTrue();
            assertThat(first).hasMessageContaining("will be retried: attempt 2 of 2");
        }
    }

    // SPEC P8, FAULTS row 24
    @Test
    void poisonTask_saysThatItHasKilledThreeWorkers() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).spares(1))) {
            WorkerCrashedException crash =
                    crashOf(pool.with(o -> o.retries(RetryPolicy.attempts(10).onCrash()))
                            .submit(WorkerTasks::halt, 1));

            assertThat(crash.retry()).contains(new Retry(Verdict.KILLED_TOO_MANY, 3, 10));
            assertThat(crash).hasMessageContaining("not retried: it has killed 3 workers");
        }
    }

    // SPEC P8
    @Test
    void breakingOnCrash_saysThatThePoolIsEnding() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).breakingOnCrash())) {
            WorkerCrashedException crash = crashOf(
                    pool.with(o -> o.retries(RetryPolicy.attempts(5).onCrash())).submit(WorkerTasks::halt, 1));

            assertThat(crash.retry()).contains(new Retry(Verdict.POOL_ENDING, 1, 5));
            assertThat(crash).hasMessageContaining("not retried: the pool is ending");
        }
    }

    private WorkerCrashedException crashOf(TaskCallable<Integer> task) throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Integer> future = pool.submit(task);
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);
            WorkerCrashedException crash = crashOf(future);

            assertThat(next.get()).isEqualTo(9);
            return crash;
        }
    }

    private static WorkerCrashedException crashOf(TaskFuture<?> future) throws Exception {
        Throwable failure = future.exception().orElseThrow();

        assertThat(failure).isInstanceOf(WorkerCrashedException.class);
        return (WorkerCrashedException) failure;
    }

    /** The failures after which tasks are run again. */
    private static final class Failures implements PoolListener {
        private final List<Throwable> all = new CopyOnWriteArrayList<>();

        @Override
        public void onRetry(TaskFuture<?> task, Throwable failure, Duration delay) {
            all.add(failure);
        }
    }
}
