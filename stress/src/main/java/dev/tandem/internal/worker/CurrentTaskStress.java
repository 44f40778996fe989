package dev.tandem.internal.worker;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A task is interrupted in a worker process while it ends and the next one begins. P9. */
public final class CurrentTaskStress {
    private CurrentTaskStress() {}

    /** The interrupt meets the task it was meant for, or nobody. */
    @JCStressTest
    @Outcome(id = "(true|false), false", expect = ACCEPTABLE, desc = "the next task was left alone")
    @Outcome(expect = FORBIDDEN, desc = "the next task was told to stop")
    @State
    public static class InterruptNext {
        private final CurrentTask current = new CurrentTask("stress", 1);

        @Actor
        public void task(ZZ_Result r) {
            current.enter();
            current.begin(1, 1, null);
            r.r1 = Thread.currentThread().isInterrupted() || current.isStopRequested();
            current.end();
            current.begin(2, 1, null);
            r.r2 = Thread.interrupted() || current.isStopRequested();
        }

        @Actor
        public void parent() {
            current.interrupt(1);
        }
    }
}
