package dev.tandem.internal.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLZ_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Tasks are submitted while the only worker of a pool is made, rests, goes or is stopped. C1, A6. Whole pools with real
 * threads, each for one task or two, so that no later submission wakes somebody who was forgotten.
 */
public final class CrewStress {
    /** What a task that was forgotten looks like. */
    private static final Duration FOREVER = Duration.ofSeconds(20);

    private CrewStress() {}

    private static ThreadPoolExecutor open(Duration keepAlive) {
        return ThreadPoolExecutor.open(o -> o.workers(1).keepAlive(keepAlive));
    }

    private static String outcome(@Nullable TaskFuture<Integer> future) {
        if (future == null) {
            return "rejected";
        }
        try {
            return String.valueOf(future.get(FOREVER.toSeconds(), TimeUnit.SECONDS));
        } catch (CancellationException e) {
            return "cancelled";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            return "forgotten";
        }
    }

    private static @Nullable TaskFuture<Integer> trySubmit(ThreadPoolExecutor pool) {
        try {
            return pool.submit(() -> 1);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    private static boolean isTerminated(ThreadPoolExecutor pool) {
        try {
            return pool.awaitTermination(FOREVER.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Two tasks come while the worker is made for one of them, rests or goes. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both were run")
    @Outcome(expect = FORBIDDEN, desc = "a task was forgotten")
    @State
    public static class SubmitSubmit {
        private final ThreadPoolExecutor pool = open(Duration.ofNanos(20_000));
        private @Nullable TaskFuture<Integer> first;
        private @Nullable TaskFuture<Integer> second;

        @Actor
        public void submitter() {
            first = trySubmit(pool);
        }

        @Actor
        public void otherSubmitter() {
            second = trySubmit(pool);
        }

        @Arbiter
        public void later(LL_Result r) {
            r.r1 = outcome(first);
            r.r2 = outcome(second);
            pool.shutdown(false, false);
        }
    }

    /** A task comes while the pool is shut down. */
    @JCStressTest
    @Outcome(id = "1, 1, true", expect = ACCEPTABLE, desc = "run, and the pool has ended")
    @Outcome(id = "1, rejected, true", expect = ACCEPTABLE, desc = "rejected, and the pool has ended")
    @Outcome(expect = FORBIDDEN, desc = "a task was forgotten, or the pool does not end")
    @State
    public static class SubmitShutdown {
        private final ThreadPoolExecutor pool = open(Duration.ofSeconds(60));
        private final @Nullable TaskFuture<Integer> before = trySubmit(pool);
        private @Nullable TaskFuture<Integer> future;

        @Actor
        public void submitter() {
            future = trySubmit(pool);
        }

        @Actor
        public void user() {
            pool.shutdown(false, false);
        }

        @Arbiter
        public void later(LLZ_Result r) {
            r.r1 = outcome(before);
            r.r2 = outcome(future);
            r.r3 = isTerminated(pool);
        }
    }

    /** A task comes while all are stopped. */
    @JCStressTest
    @Outcome(id = "1, 1, true", expect = ACCEPTABLE, desc = "run, and the pool has ended")
    @Outcome(id = "1, (cancelled|rejected), true", expect = ACCEPTABLE, desc = "not run, and the pool has ended")
    @Outcome(
            id = "cancelled, (cancelled|rejected), true",
            expect = ACCEPTABLE,
            desc = "even the first one was not run, and the pool has ended")
    @Outcome(expect = FORBIDDEN, desc = "a task was forgotten, or the pool does not end")
    @State
    public static class SubmitStop {
        private final ThreadPoolExecutor pool = open(Duration.ofSeconds(60));
        private final @Nullable TaskFuture<Integer> before = trySubmit(pool);
        private @Nullable TaskFuture<Integer> future;

        @Actor
        public void submitter() {
            future = trySubmit(pool);
        }

        @Actor
        public void user() {
            pool.shutdownNow();
        }

        @Arbiter
        public void later(LLZ_Result r) {
            r.r1 = outcome(before);
            r.r2 = outcome(future);
            r.r3 = isTerminated(pool);
        }
    }
}
