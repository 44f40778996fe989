package dev.tandem.internal.fleet;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The label of a task is looked for while its place is given to a later task. P11. */
public final class TaskLabelsStress {
    private TaskLabelsStress() {}

    /** The earlier task has a label of its own, the later one has none. */
    @JCStressTest
    @Outcome(id = "mine", expect = ACCEPTABLE, desc = "still there")
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "it is being overwritten, or was")
    @Outcome(expect = FORBIDDEN, desc = "the label of the later task, or a mixture")
    @State
    public static class Earlier {
        private final TaskLabels labels = new TaskLabels(1);

        public Earlier() {
            labels.sent(1, 17, "mine");
        }

        @Actor
        public void pool() {
            labels.sent(2, 18, null);
        }

        @Actor
        public void reader(L_Result r) {
            r.r1 = labels.of(1).orElse("none");
        }
    }

    /** The earlier task has no label, the later one has one of its own. */
    @JCStressTest
    @Outcome(id = "mine", expect = ACCEPTABLE, desc = "it was sent before")
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "it is being sent, or not yet")
    @Outcome(expect = FORBIDDEN, desc = "the label of the earlier task, or a mixture")
    @State
    public static class Later {
        private final TaskLabels labels = new TaskLabels(1);

        public Later() {
            labels.sent(1, 17, null);
        }

        @Actor
        public void pool() {
            labels.sent(2, 18, "mine");
        }

        @Actor
        public void reader(L_Result r) {
            r.r1 = labels.of(2).orElse("none");
        }
    }
}
