package dev.tandem.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.TaskOptions;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.WorkerId;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.thread.ThreadBackend;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZJ_Result;
import org.openjdk.jcstress.infra.results.LLLL_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** A task is completed from inside, from outside, started and looked at. C1, F1, F2. */
public final class PoolFutureStress {
    private static final ThreadBackend BACKEND = new ThreadBackend(ThreadPoolOptions.defaults());
    private static final TaskCall CALL = TaskCall.callable(() -> 0);

    private static final WorkerId WORKER = new WorkerId(1, 1);

    private PoolFutureStress() {}

    static PoolFuture<Integer> waiting() {
        return BACKEND.newFuture(CALL, TaskOptions.defaults(), null);
    }

    static PoolFuture<Integer> taken() {
        PoolFuture<Integer> task = waiting();
        task.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN);
        task.markStarted(WORKER, 1); // the only attempt: a failure is final
        return task;
    }

    /** A worker takes the task while it is cancelled without force. */
    @JCStressTest
    @Outcome(id = "true, false, SUCCEEDED, 1", expect = ACCEPTABLE, desc = "the task runs and is not cancelled")
    @Outcome(id = "false, true, CANCELLED, 1", expect = ACCEPTABLE, desc = "the task is cancelled and never starts")
    @Outcome(expect = FORBIDDEN, desc = "it runs though it is cancelled, or neither, or callbacks ran not once")
    @State
    public static class StartCancel {
        private final PoolFuture<Integer> task = waiting();
        private final Calls calls = new Calls(task);

        @Actor
        public void worker(LLLL_Result r) {
            boolean taken = task.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN);
            if (taken) {
                task.succeed(1, 1);
            }
            r.r1 = taken;
        }

        @Actor
        public void user(LLLL_Result r) {
            r.r2 = task.cancel(false);
        }

        @Arbiter
        public void later(LLLL_Result r) {
            r.r3 = task.status();
            r.r4 = calls.count();
        }
    }

    /** A running task ends while it is cancelled with force. */
    @JCStressTest
    @Outcome(id = "SUCCEEDED, false, SUCCEEDED, 1", expect = ACCEPTABLE, desc = "the worker was first, all agree")
    @Outcome(id = "CANCELLED, true, CANCELLED, 1", expect = ACCEPTABLE, desc = "the user was first, all agree")
    @Outcome(expect = FORBIDDEN, desc = "they disagree, or callbacks ran not once")
    @State
    public static class SucceedCancel {
        private final PoolFuture<Integer> task = taken();
        private final Calls calls = new Calls(task);

        @Actor
        public void worker(LLLL_Result r) {
            task.succeed(1, 1);
            r.r1 = task.status();
        }

        @Actor
        public void user(LLLL_Result r) {
            r.r2 = task.cancel(true);
        }

        @Arbiter
        public void later(LLLL_Result r) {
            r.r3 = task.status();
            r.r4 = calls.count();
        }
    }

    /** A running task fails while it is cancelled with force. */
    @JCStressTest
    @Outcome(id = "FAILED, false, FAILED, 1", expect = ACCEPTABLE, desc = "the worker was first, all agree")
    @Outcome(id = "CANCELLED, true, CANCELLED, 1", expect = ACCEPTABLE, desc = "the user was first, all agree")
    @Outcome(expect = FORBIDDEN, desc = "they disagree, or callbacks ran not once")
    @State
    public static class FailCancel {
        private static final Throwable FAILURE = new IllegalStateException("the task failed");

        private final PoolFuture<Integer> task = taken();
        private final Calls calls = new Calls(task);

        @Actor
        public void worker(LLLL_Result r) {
            task.fail(FAILURE, FailureKind.TASK);
            r.r1 = task.status();
        }

        @Actor
        public void user(LLLL_Result r) {
            r.r2 = task.cancel(true);
        }

        @Arbiter
        public void later(LLLL_Result r) {
            r.r3 = task.status();
            r.r4 = calls.count();
        }
    }

    /** A running task ends while somebody gives the future a value. */
    @JCStressTest
    @Outcome(id = "1, false 1, 1, 1", expect = ACCEPTABLE, desc = "the worker was first, all agree")
    @Outcome(id = "2, true 2, 2, 1", expect = ACCEPTABLE, desc = "the user was first, all agree")
    @Outcome(expect = FORBIDDEN, desc = "they disagree, or callbacks ran not once")
    @State
    public static class SucceedComplete {
        private final PoolFuture<Integer> task = taken();
        private final Calls calls = new Calls(task);

        @Actor
        public void worker(LLLL_Result r) {
            task.succeed(1, 1);
            r.r1 = task.join();
        }

        @Actor
        public void user(LLLL_Result r) {
            r.r2 = task.complete(2) + " " + task.join();
        }

        @Arbiter
        public void later(LLLL_Result r) {
            r.r3 = task.join();
            r.r4 = calls.count();
        }
    }

    /** One user gives the future a value while another one cancels it. */
    @JCStressTest
    @Outcome(id = "true, false, SUCCEEDED, 1", expect = ACCEPTABLE, desc = "the value was first, all agree")
    @Outcome(id = "false, true, CANCELLED, 1", expect = ACCEPTABLE, desc = "the cancellation was first, all agree")
    @Outcome(expect = FORBIDDEN, desc = "both or none won, or callbacks ran not once")
    @State
    public static class CompleteCancel {
        private final PoolFuture<Integer> task = waiting();
        private final Calls calls = new Calls(task);

        @Actor
        public void completes(LLLL_Result r) {
            r.r1 = task.complete(2);
        }

        @Actor
        public void cancels(LLLL_Result r) {
            r.r2 = task.cancel(true);
        }

        @Arbiter
        public void later(LLLL_Result r) {
            r.r3 = task.status();
            r.r4 = calls.count();
        }
    }

    /** Who sees that a future is done sees its value and when it was done. */
    @JCStressTest
    @Outcome(id = "0, false, 0", expect = ACCEPTABLE, desc = "looked before it was done")
    @Outcome(id = "0, true, 123", expect = ACCEPTABLE, desc = "done between the two looks")
    @Outcome(id = "7, true, 123", expect = ACCEPTABLE, desc = "done, with all that belongs to it")
    @Outcome(expect = FORBIDDEN, desc = "done, and something is missing")
    @State
    public static class Outcomes {
        private final PoolFuture<Integer> task = taken();

        @Actor
        public void worker() {
            task.succeed(7, 123);
        }

        @Actor
        public void user(IZJ_Result r) {
            r.r1 = task.getNow(0);
            r.r2 = task.isDone();
            r.r3 = r.r2 ? task.finishedNanos() : 0;
        }
    }

    /** Who sees that a task was started sees where and when. F7. */
    @JCStressTest
    @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "looked before it was started")
    @Outcome(id = "true, 123", expect = ACCEPTABLE, desc = "started, with all that belongs to it")
    @Outcome(expect = FORBIDDEN, desc = "started, and something is missing")
    @State
    public static class Started {
        private final PoolFuture<Integer> task = waiting();

        @Actor
        public void worker() {
            task.markStarted(WORKER, 123);
        }

        @Actor
        public void user(ZJ_Result r) {
            if (task.attempts() == 1) {
                r.r2 = task.startedNanos();
                r.r1 = task.worker().isPresent();
            }
        }
    }
}
