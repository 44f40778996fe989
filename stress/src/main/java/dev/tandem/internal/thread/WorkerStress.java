package dev.tandem.internal.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.TaskOptions;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.internal.codec.TaskCall;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZL_Result;

/** A worker takes a task while it is cancelled with force: the worker sees that, or the task is told to stop. F2. */
public final class WorkerStress {
    /** The grace period never ends here. */
    private static final ThreadBackend BACKEND =
            new ThreadBackend(ThreadPoolOptions.defaults().grace(Duration.ofDays(1)));

    /** How long a task waits to be told to stop. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private WorkerStress() {}

    /** What became of the task. */
    private enum Run {
        NOT_STARTED,
        TOLD_TO_STOP,
        FORGOTTEN
    }

    /** The actor is the thread of the worker, but for interrupts. */
    @JCStressTest
    @Outcome(id = "NOT_STARTED, true, CANCELLED", expect = ACCEPTABLE, desc = "cancelled, and not started")
    @Outcome(id = "TOLD_TO_STOP, true, CANCELLED", expect = ACCEPTABLE, desc = "started, cancelled and told to stop")
    @Outcome(expect = FORBIDDEN, desc = "a cancelled task runs and nobody stops it")
    @State
    public static class RunCancel {
        private final ThreadTask<Integer> task =
                new ThreadTask<>(BACKEND, TaskCall.callable(this::runUntilStopped), TaskOptions.defaults(), null);

        /** A crew that lets each worker run one task only. */
        private final Crew crew = new Crew(BACKEND, new TaskQueue(), 1, Crew.FOREVER, true);

        private final ThreadWorker worker = new ThreadWorker(BACKEND, crew, 1, task);

        private Run run = Run.NOT_STARTED;

        private int runUntilStopped() {
            long start = System.nanoTime();
            run = Run.FORGOTTEN;
            while (System.nanoTime() - start < PATIENCE_NANOS) {
                Attempt attempt = task.attempt();
                if (attempt != null && attempt.isStopRequested()) {
                    run = Run.TOLD_TO_STOP;
                    break;
                }
                Thread.yield();
            }
            return 0;
        }

        @Actor
        public void worker(LZL_Result r) {
            worker.run();
            r.r1 = run;
        }

        @Actor
        public void user(LZL_Result r) {
            r.r2 = task.cancel(true);
        }

        @Arbiter
        public void later(LZL_Result r) {
            r.r3 = task.status();
        }
    }
}
