package dev.tandem.internal.fleet;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** Tasks are added to an inbox while others take them: none is lost, none comes twice, and each thread's keep their order. */
public final class InboxStress {
    private static final QuietPool POOL =
            new QuietPool(ProcessPoolOptions.defaults().workers(1));
    private static final TaskCall CALL = TaskCall.callable(() -> 0);

    private InboxStress() {}

    /** Two tasks of one thread, one of another, and somebody who takes meanwhile. */
    @JCStressTest
    @Outcome(id = "3, true", expect = ACCEPTABLE, desc = "all, in order")
    @Outcome(expect = FORBIDDEN, desc = "lost, twice, or out of order")
    @State
    public static class AddAddDrain {
        private final Inbox inbox = new Inbox();
        private final FleetTask<Integer> first = new FleetTask<>(POOL, CALL, TaskOptions.defaults(), null);
        private final FleetTask<Integer> second = new FleetTask<>(POOL, CALL, TaskOptions.defaults(), null);
        private final FleetTask<Integer> other = new FleetTask<>(POOL, CALL, TaskOptions.defaults(), null);
        private final List<FleetTask<?>> taken = new ArrayList<>();

        @Actor
        public void submitter() {
            inbox.add(first);
            inbox.add(second);
        }

        @Actor
        public void otherSubmitter() {
            inbox.add(other);
        }

        @Actor
        public void taker() {
            inbox.drain(taken::add);
        }

        @Arbiter
        public void later(IZ_Result r) {
            inbox.drain(taken::add);
            r.r1 = taken.size();
            r.r2 = taken.contains(other) && taken.indexOf(first) >= 0 && taken.indexOf(first) < taken.indexOf(second);
        }
    }
}
