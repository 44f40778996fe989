package dev.tandem.internal.task;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.ThreadPoolOptions;
import java.util.concurrent.RejectedExecutionException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Tasks are accepted and settled while the pool is shut down. A6: no pool waits for ever for its end. */
public final class PoolCoreStress {
    private static final PoolSettings SETTINGS =
            PoolSettings.of(ThreadPoolOptions.defaults().name("stress"));

    private PoolCoreStress() {}

    private static PoolCore newCore() {
        PoolCore core = new PoolCore(SETTINGS);
        core.setKept(true); // or else each would be put on the list of pools that keep the JVM alive
        return core;
    }

    /** The last task is settled while the pool is shut down. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the last task ends the pool")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the shutdown ends the pool")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both do: ending twice is ending")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "each leaves it to the other: the pool never ends")
    @State
    public static class SettleShutdown {
        private final PoolCore core = newCore();
        private boolean ends;

        public SettleShutdown() {
            core.onIdleShutdown(() -> ends = true);
            core.accept();
        }

        @Actor
        public void worker(ZZ_Result r) {
            core.settle();
            r.r1 = ends;
        }

        @Actor
        public void user(ZZ_Result r) {
            core.tryShutdown();
            r.r2 = core.isShutdown() && core.undone() == 0; // as backends do
        }
    }

    /** A task is accepted while the pool is shut down. */
    @JCStressTest
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "accepted, and the pool waits for it")
    @Outcome(id = "false, .*, 0", expect = ACCEPTABLE, desc = "rejected, and nothing is left of it")
    @Outcome(expect = FORBIDDEN, desc = "accepted by a pool that takes itself to be empty")
    @State
    public static class AcceptShutdown {
        private final PoolCore core = newCore();

        @Actor
        public void submitter(ZZJ_Result r) {
            try {
                core.accept();
                r.r1 = true;
            } catch (RejectedExecutionException e) {
                r.r1 = false;
            }
        }

        @Actor
        public void user(ZZJ_Result r) {
            core.tryShutdown();
            r.r2 = core.undone() == 0;
        }

        @Arbiter
        public void later(ZZJ_Result r) {
            r.r3 = core.undone();
        }
    }
}
