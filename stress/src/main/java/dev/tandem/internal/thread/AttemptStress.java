package dev.tandem.internal.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.ThreadPoolOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.ZLL_Result;
import org.openjdk.jcstress.infra.results.ZLZ_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A task ends while it is stopped: exactly one tells its outcome. T5. */
public final class AttemptStress {
    private static final ThreadWorker WORKER = newWorker();

    private AttemptStress() {}

    /** A worker whose thread never runs: who is interrupted does not matter here. */
    private static ThreadWorker newWorker() {
        ThreadBackend backend = new ThreadBackend(ThreadPoolOptions.defaults());
        return new ThreadWorker(backend, new Crew(backend, new TaskQueue(), 1, Crew.FOREVER, false), 1, null);
    }

    private static Attempt newAttempt() {
        return new Attempt(WORKER, null);
    }

    /** It is interrupted. */
    @JCStressTest
    @Outcome(
            id = "false, OUTCOME, true",
            expect = ACCEPTABLE,
            desc = "it has ended before, the worker tells the outcome")
    @Outcome(id = "true, OUTCOME, true", expect = ACCEPTABLE, desc = "interrupted, the worker tells the outcome")
    @Outcome(expect = FORBIDDEN, desc = "nobody tells the outcome, or the worker left while it was being interrupted")
    @State
    public static class InterruptEnd {
        private final Attempt attempt = newAttempt();

        @Actor
        public void stops(ZLZ_Result r) {
            r.r1 = attempt.tryInterrupt();
        }

        @Actor
        public void worker(ZLZ_Result r) {
            r.r2 = attempt.end();
        }

        @Arbiter
        public void later(ZLZ_Result r) {
            r.r3 = attempt.isEnded();
        }
    }

    /** It exceeds its limit. */
    @JCStressTest
    @Outcome(id = "false, OUTCOME, true", expect = ACCEPTABLE, desc = "the worker tells the outcome")
    @Outcome(
            id = "true, DROPPED, true",
            expect = ACCEPTABLE,
            desc = "the limit is the outcome, the worker drops its own")
    @Outcome(expect = FORBIDDEN, desc = "both tell an outcome, or nobody")
    @State
    public static class ExpireEnd {
        private final Attempt attempt = newAttempt();

        @Actor
        public void timer(ZLZ_Result r) {
            r.r1 = attempt.tryExpire().isPresent();
        }

        @Actor
        public void worker(ZLZ_Result r) {
            r.r2 = attempt.end();
        }

        @Arbiter
        public void later(ZLZ_Result r) {
            r.r3 = attempt.isEnded();
        }
    }

    /** It exceeds its limit while it is interrupted. */
    @JCStressTest
    @Outcome(id = "(true|false), true, DROPPED", expect = ACCEPTABLE, desc = "the limit is the outcome, in any order")
    @Outcome(expect = FORBIDDEN, desc = "the limit was lost by the interrupt")
    @State
    public static class InterruptExpire {
        private final Attempt attempt = newAttempt();

        @Actor
        public void stops(ZZL_Result r) {
            r.r1 = attempt.tryInterrupt();
        }

        @Actor
        public void timer(ZZL_Result r) {
            r.r2 = attempt.tryExpire().isPresent();
        }

        @Arbiter
        public void worker(ZZL_Result r) {
            r.r3 = attempt.end();
        }
    }

    /** Its thread is given up after an interrupt. */
    @JCStressTest
    @Outcome(id = "NONE, OUTCOME", expect = ACCEPTABLE, desc = "it has ended in time")
    @Outcome(id = "OPEN, LEAKED", expect = ACCEPTABLE, desc = "it has not, and the worker knows that it was replaced")
    @Outcome(expect = FORBIDDEN, desc = "a worker that was replaced goes on, or one that was not ends")
    @State
    public static class LeakEnd {
        private final Attempt attempt = newAttempt();

        public LeakEnd() {
            attempt.tryInterrupt();
        }

        @Actor
        public void timer(LL_Result r) {
            r.r1 = attempt.tryLeak();
        }

        @Actor
        public void worker(LL_Result r) {
            r.r2 = attempt.end();
        }
    }

    /** Its limit passes when its grace period does. */
    @JCStressTest
    @Outcome(id = "false, OPEN, LEAKED", expect = ACCEPTABLE, desc = "given up, the outcome is still to be told")
    @Outcome(id = "true, EXPIRED, LEAKED", expect = ACCEPTABLE, desc = "the limit is the outcome, then given up")
    @Outcome(expect = FORBIDDEN, desc = "both tell an outcome, or nobody")
    @State
    public static class ExpireLeak {
        private final Attempt attempt = newAttempt();

        public ExpireLeak() {
            attempt.tryInterrupt();
        }

        @Actor
        public void timer(ZLL_Result r) {
            r.r1 = attempt.tryExpire().isPresent();
        }

        @Actor
        public void otherTimer(ZLL_Result r) {
            r.r2 = attempt.tryLeak();
        }

        @Arbiter
        public void worker(ZLL_Result r) {
            r.r3 = attempt.end();
        }
    }
}
