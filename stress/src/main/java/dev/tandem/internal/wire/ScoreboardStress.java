package dev.tandem.internal.wire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The parent looks at the scoreboard while the worker writes to it. */
public final class ScoreboardStress {
    private static final SharedMemory MEMORY = SharedMemory.ofScoreboards();

    /** When the first task starts. The second one starts a second later. */
    private static final long FIRST_AT = 1_000;

    private static final long SECOND_AT = 2_000;

    private ScoreboardStress() {}

    private static Scoreboard newScoreboard() {
        Region region = MEMORY.region(MEMORY.nextNumber());
        for (int offset = RegionDescriptor.RUNNING_OFFSET;
                offset <= RegionDescriptor.HEAP_USED_OFFSET;
                offset += Long.BYTES) {
            region.putLong(offset, 0);
        }
        return region.scoreboard();
    }

    /** Who sees that a task runs sees since when, and not the element at which the one before it was. */
    @JCStressTest
    @Outcome(id = "0, (1000|2000), .*", expect = ACCEPTABLE, desc = "it does not run yet")
    @Outcome(id = "2, 2000, 0", expect = ACCEPTABLE, desc = "it runs, and all of it is its own")
    @Outcome(expect = FORBIDDEN, desc = "it runs, and the rest is that of another one")
    @State
    public static class Started {
        private final Scoreboard scoreboard = newScoreboard();

        public Started() {
            scoreboard.started(1, FIRST_AT);
            scoreboard.progress(7);
            scoreboard.ended(1);
        }

        @Actor
        public void worker() {
            scoreboard.started(2, SECOND_AT);
        }

        @Actor
        public void parent(JJJ_Result r) {
            r.r1 = scoreboard.running();
            r.r2 = scoreboard.runningSince();
            r.r3 = scoreboard.progress();
        }
    }

    /** As for time limits: if the same task runs before and after a look at the time, the time is that of the task. */
    @JCStressTest
    @Outcome(id = "1, 1000, 1", expect = ACCEPTABLE, desc = "the first one")
    @Outcome(id = "2, 2000, 2", expect = ACCEPTABLE, desc = "the second one")
    @Outcome(id = "(0|1), (1000|2000), (0|2)", expect = ACCEPTABLE, desc = "it changed meanwhile, as can be seen")
    @Outcome(expect = FORBIDDEN, desc = "the time of another task")
    @State
    public static class SinceOfTask {
        private final Scoreboard scoreboard = newScoreboard();

        public SinceOfTask() {
            scoreboard.started(1, FIRST_AT);
        }

        @Actor
        public void worker() {
            scoreboard.ended(1);
            scoreboard.started(2, SECOND_AT);
        }

        @Actor
        public void parent(JJJ_Result r) {
            r.r1 = scoreboard.running();
            r.r2 = scoreboard.runningSince();
            r.r3 = scoreboard.running();
        }
    }

    /** Who sees that nothing runs any more sees that a task was done. */
    @JCStressTest
    @Outcome(id = "1, (0|1)", expect = ACCEPTABLE, desc = "it runs")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "it has ended and is counted")
    @Outcome(expect = FORBIDDEN, desc = "it has ended and is not counted")
    @State
    public static class Ended {
        private final Scoreboard scoreboard = newScoreboard();

        public Ended() {
            scoreboard.started(1, FIRST_AT);
        }

        @Actor
        public void worker() {
            scoreboard.ended(1);
        }

        @Actor
        public void parent(JJ_Result r) {
            r.r1 = scoreboard.running();
            r.r2 = scoreboard.tasksDone();
        }
    }
}
