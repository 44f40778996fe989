package dev.tandem.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.AwaitResult;
import dev.tandem.ReturnWhen;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Somebody begins to wait for futures while they are completed. F3, W2, W3. A completion that is lost shows as a time-out. */
public final class CompletionStress {
    private static final Optional<Duration> LONG = Optional.of(Duration.ofSeconds(10));
    private static final Throwable FAILURE = new IllegalStateException("the task failed");

    private CompletionStress() {}

    private static AwaitResult<PoolFuture<Integer>> await(List<PoolFuture<Integer>> futures, ReturnWhen returnWhen) {
        try {
            return CompletionWait.await(futures, LONG, returnWhen);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        }
    }

    /** Futures are walked through while they are completed. */
    @JCStressTest
    @Outcome(id = "1, 2, 0", expect = ACCEPTABLE, desc = "each once, in the order of completion")
    @Outcome(
            id = "2, 1, 0",
            expect = ACCEPTABLE,
            desc = "each once; the second one was done when the first was looked for")
    @Outcome(expect = FORBIDDEN, desc = "a future was missing or came twice")
    @State
    public static class Walk {
        private final PoolFuture<Integer> first = PoolFutureStress.taken();
        private final PoolFuture<Integer> second = PoolFutureStress.taken();

        @Actor
        public void worker() {
            first.succeed(1, 1);
            second.succeed(2, 1);
        }

        @Actor
        public void user(III_Result r) {
            Iterator<PoolFuture<Integer>> walk =
                    new CompletionWalk<>(List.of(first, second), LONG, Optional.empty()).iterator();
            r.r1 = walk.next().join();
            r.r2 = walk.next().join();
            r.r3 = walk.hasNext() ? 1 : 0;
        }
    }

    /** The first of two futures is waited for while it is completed. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "one is done, one is not, and no callback is left on it")
    @Outcome(expect = FORBIDDEN, desc = "the completion was not seen")
    @State
    public static class AwaitFirst {
        private final PoolFuture<Integer> first = PoolFutureStress.taken();
        private final PoolFuture<Integer> never = PoolFutureStress.taken();

        @Actor
        public void worker() {
            first.succeed(1, 1);
        }

        @Actor
        public void user(II_Result r) {
            AwaitResult<PoolFuture<Integer>> result = await(List.of(never, first), ReturnWhen.FIRST_COMPLETED);
            r.r1 = result.done().size();
            r.r2 = result.notDone().size() + 10 * never.callbackCount();
        }
    }

    /** A failure is waited for while futures are completed. */
    @JCStressTest
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "the failure ends the wait")
    @Outcome(expect = FORBIDDEN, desc = "the failure was not seen, or a success ended the wait")
    @State
    public static class AwaitFailure {
        private final PoolFuture<Integer> good = PoolFutureStress.taken();
        private final PoolFuture<Integer> bad = PoolFutureStress.taken();
        private final PoolFuture<Integer> never = PoolFutureStress.taken();

        @Actor
        public void worker() {
            good.succeed(1, 1);
            bad.fail(FAILURE, FailureKind.TASK);
        }

        @Actor
        public void user(II_Result r) {
            AwaitResult<PoolFuture<Integer>> result = await(List.of(bad, never, good), ReturnWhen.FIRST_EXCEPTION);
            r.r1 = result.done().size();
            r.r2 = result.notDone().size() + 10 * never.callbackCount();
        }
    }
}
