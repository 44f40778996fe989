package dev.tandem.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.PoolStats;
import dev.tandem.RetryPolicy;
import dev.tandem.TaskOptions;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.TaskCall;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** An attempt fails and there will be another one, while the task is cancelled. F2. */
public final class RetryStress {
    private static final PoolCore CORE =
            new PoolCore(PoolSettings.of(ThreadPoolOptions.defaults().name("stress")));
    private static final TaskOptions TWICE = TaskOptions.defaults().retries(RetryPolicy.attempts(2));
    private static final TaskCall CALL = TaskCall.callable(() -> 0);
    private static final WorkerId WORKER = new WorkerId(1, 1);
    private static final Throwable FAILURE = new IllegalStateException("the attempt failed");

    private RetryStress() {}

    /** A backend whose only worker is the thread that enqueues: it takes each task at once, if it still can. */
    private static final class OneTask implements Backend {
        private boolean taken;

        @Override
        public PoolCore core() {
            return CORE;
        }

        @Override
        public void enqueue(PoolFuture<?> task) {
            taken = task.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN);
        }

        @Override
        public boolean withdraw(PoolFuture<?> task) {
            return task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN) || task.phase() == PoolFuture.WITHDRAWN;
        }

        @Override
        public void stop(PoolFuture<?> task) {}

        @Override
        public void expire(PoolFuture<?> task, Limit limit, long allowedNanos) {}

        @Override
        public boolean isRunning(PoolFuture<?> task) {
            return task.phase() == PoolFuture.TAKEN;
        }

        @Override
        public List<PoolFuture<?>> drainPending() {
            return List.of();
        }

        @Override
        public void stopRunning() {}

        @Override
        public void onIdleShutdown() {}

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public void resize(int workers) {}

        @Override
        public PoolStats stats() {
            return CORE.stats(0, 0, 0, List.of());
        }
    }

    /** Without force: the cancellation works between two attempts, or not at all. */
    @JCStressTest
    @Outcome(
            id = "true, false, RUNNING",
            expect = ACCEPTABLE,
            desc = "the second attempt runs, the task is not cancelled")
    @Outcome(id = "false, true, CANCELLED", expect = ACCEPTABLE, desc = "cancelled, and no second attempt starts")
    @Outcome(expect = FORBIDDEN, desc = "an attempt of a cancelled task, or a task that nobody has")
    @State
    public static class RetryCancel {
        private final OneTask backend = new OneTask();
        private final PoolFuture<Integer> task = new PoolFuture<>(backend, CALL, TWICE, null);

        public RetryCancel() {
            task.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN);
            task.markStarted(WORKER, 1);
        }

        @Actor
        public void worker(ZZL_Result r) {
            task.fail(FAILURE, FailureKind.TASK);
            r.r1 = backend.taken;
        }

        @Actor
        public void user(ZZL_Result r) {
            r.r2 = task.cancel(false);
        }

        @Arbiter
        public void later(ZZL_Result r) {
            r.r3 = task.status();
        }
    }
}
