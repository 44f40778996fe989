package dev.tandem.internal.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.TaskOptions;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.task.PoolFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Workers take tasks while others add, withdraw and look at them. C3: no task is lost or taken twice. */
public final class TaskQueueStress {
    private static final ThreadBackend BACKEND = new ThreadBackend(ThreadPoolOptions.defaults());
    private static final TaskCall CALL = TaskCall.callable(() -> 0);

    private TaskQueueStress() {}

    private static ThreadTask<Integer> task(int priority) {
        return new ThreadTask<>(BACKEND, CALL, TaskOptions.defaults().priority(priority), null);
    }

    /** Two workers take. */
    @JCStressTest
    @Outcome(
            id = {"1, 2, 0", "2, 1, 0"},
            expect = ACCEPTABLE,
            desc = "each has one")
    @Outcome(expect = FORBIDDEN, desc = "a task was lost or taken twice")
    @State
    public static class PollPoll {
        private final TaskQueue queue = new TaskQueue();
        private final ThreadTask<?> first = task(0);
        private final ThreadTask<?> second = task(0);

        public PollPoll() {
            queue.add(first);
            queue.add(second);
        }

        private int numberOf(@Nullable ThreadTask<?> task) {
            return task == null ? 0 : task == first ? 1 : 2;
        }

        @Actor
        public void worker(III_Result r) {
            r.r1 = numberOf(queue.poll());
        }

        @Actor
        public void otherWorker(III_Result r) {
            r.r2 = numberOf(queue.poll());
        }

        @Arbiter
        public void later(III_Result r) {
            r.r3 = numberOf(queue.poll());
        }
    }

    /** The first tasks of a positive priority are added at the same time. */
    @JCStressTest
    @Outcome(
            id = {"1, 2, 0", "2, 1, 0"},
            expect = ACCEPTABLE,
            desc = "both are there")
    @Outcome(expect = FORBIDDEN, desc = "a task was lost")
    @State
    public static class AddAdd {
        private final TaskQueue queue = new TaskQueue();
        private final ThreadTask<?> first = task(1);
        private final ThreadTask<?> second = task(1);

        private int numberOf(@Nullable ThreadTask<?> task) {
            return task == null ? 0 : task == first ? 1 : 2;
        }

        @Actor
        public void submitter() {
            queue.add(first);
        }

        @Actor
        public void otherSubmitter() {
            queue.add(second);
        }

        @Arbiter
        public void later(III_Result r) {
            r.r1 = numberOf(queue.poll());
            r.r2 = numberOf(queue.poll());
            r.r3 = numberOf(queue.poll());
        }
    }

    /** Someone looks past a withdrawn task while a worker takes. */
    @JCStressTest
    @Outcome(id = "(true|false), true", expect = ACCEPTABLE, desc = "the worker has the task")
    @Outcome(expect = FORBIDDEN, desc = "the task was removed with the withdrawn one")
    @State
    public static class PeekPoll {
        private final TaskQueue queue = new TaskQueue();
        private final ThreadTask<?> live = task(0);

        public PeekPoll() {
            ThreadTask<?> withdrawn = task(0);
            withdrawn.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN);
            queue.add(withdrawn);
            queue.add(live);
        }

        @Actor
        public void looks(ZZ_Result r) {
            r.r1 = queue.peek() == live;
        }

        @Actor
        public void worker(ZZ_Result r) {
            r.r2 = queue.poll() == live;
        }
    }

    /** Someone looks while a worker takes a task that comes back for another attempt. */
    @JCStressTest
    @Outcome(id = "(true|false), true", expect = ACCEPTABLE, desc = "the task is back")
    @Outcome(expect = FORBIDDEN, desc = "the task was lost")
    @State
    public static class PeekRetry {
        private final TaskQueue queue = new TaskQueue();
        private final ThreadTask<?> task = task(0);

        public PeekRetry() {
            queue.add(task);
        }

        @Actor
        public void looks(ZZ_Result r) {
            r.r1 = queue.peek() == task;
        }

        @Actor
        public void worker() {
            ThreadTask<?> taken = queue.poll();
            if (taken != null) {
                taken.tryPhase(PoolFuture.WAITING, PoolFuture.TAKEN);
                taken.tryPhase(PoolFuture.TAKEN, PoolFuture.WAITING);
                queue.add(taken);
            }
        }

        @Arbiter
        public void later(ZZ_Result r) {
            r.r2 = queue.poll() == task;
        }
    }
}
