package dev.tandem.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Callbacks are added and taken back while the future is completed. F5. */
public final class CallbackStress {
    private CallbackStress() {}

    /** A callback is added while the future is completed. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both were called once, when the future was done")
    @Outcome(expect = FORBIDDEN, desc = "a callback was forgotten, called twice or too early")
    @State
    public static class AddComplete {
        private final PoolFuture<Integer> task = PoolFutureStress.taken();
        private final Calls before = new Calls(task);
        private final Calls added = new Calls();

        @Actor
        public void worker() {
            task.succeed(1, 1);
        }

        @Actor
        public void user() {
            task.addDoneCallback(added);
        }

        @Arbiter
        public void later(II_Result r) {
            r.r1 = before.count();
            r.r2 = added.count();
        }
    }

    /** Two users add callbacks. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both were called once")
    @Outcome(expect = FORBIDDEN, desc = "a callback was forgotten, called twice or too early")
    @State
    public static class AddAdd {
        private final PoolFuture<Integer> task = PoolFutureStress.taken();
        private final Calls first = new Calls();
        private final Calls second = new Calls();

        @Actor
        public void user() {
            task.addDoneCallback(first);
        }

        @Actor
        public void otherUser() {
            task.addDoneCallback(second);
        }

        @Arbiter
        public void later(II_Result r) {
            task.succeed(1, 1);
            r.r1 = first.count();
            r.r2 = second.count();
        }
    }

    /** A callback is taken back while another one is added. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the one is gone, the other was called")
    @Outcome(expect = FORBIDDEN, desc = "the one was called, or the other was lost with it")
    @State
    public static class RemoveAdd {
        private final PoolFuture<Integer> task = PoolFutureStress.taken();
        private final Calls removed = new Calls(task);
        private final Calls added = new Calls();

        @Actor
        public void user() {
            task.removeDoneCallback(removed);
        }

        @Actor
        public void otherUser() {
            task.addDoneCallback(added);
        }

        @Arbiter
        public void later(II_Result r) {
            task.succeed(1, 1);
            r.r1 = removed.count();
            r.r2 = added.count();
        }
    }

    /** A callback is taken back while the future is completed. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "taken back in time, the other was called")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "called before, and the other too")
    @Outcome(expect = FORBIDDEN, desc = "a callback was called twice, or the other was lost with it")
    @State
    public static class RemoveComplete {
        private final PoolFuture<Integer> task = PoolFutureStress.taken();
        private final Calls stays = new Calls(task);
        private final Calls removed = new Calls(task);

        @Actor
        public void worker() {
            task.succeed(1, 1);
        }

        @Actor
        public void user() {
            task.removeDoneCallback(removed);
        }

        @Arbiter
        public void later(II_Result r) {
            r.r1 = removed.count();
            r.r2 = stays.count();
        }
    }

    /** Callbacks that were there before are called in their order, in spite of one that comes late. */
    @JCStressTest
    @Outcome(id = "12", expect = ACCEPTABLE, desc = "in the order of adding")
    @Outcome(expect = FORBIDDEN, desc = "in another order, or not each once")
    @State
    public static class Order {
        private final PoolFuture<Integer> task = PoolFutureStress.taken();
        private final AtomicInteger order = new AtomicInteger();
        private final Calls late = new Calls();

        public Order() {
            task.addDoneCallback(f -> order.updateAndGet(n -> 10 * n + 1));
            task.addDoneCallback(f -> order.updateAndGet(n -> 10 * n + 2));
        }

        @Actor
        public void worker() {
            task.succeed(1, 1);
        }

        @Actor
        public void user() {
            task.addDoneCallback(late);
        }

        @Arbiter
        public void later(I_Result r) {
            r.r1 = order.get();
        }
    }
}
