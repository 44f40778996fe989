package dev.tandem.internal.fleet;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Tasks are put into the inbox of a process pool's loop while others hold its lock: none stays behind that could be
 * sent. C1. The loop and the scheduler are real, but the loop's own threads are not started; the worker only counts
 * what it is sent.
 */
public final class FleetLoopStress {
    private static final ProcessPoolOptions OPTIONS =
            ProcessPoolOptions.defaults().workers(1).threadsPerWorker(2).prestarted();
    private static final FleetSettings SETTINGS = FleetSettings.of(OPTIONS);
    private static final QuietPool POOL = new QuietPool(OPTIONS);
    private static final TaskCall CALL = TaskCall.callable(() -> 0);

    private FleetLoopStress() {}

    /** A loop without threads, and its only worker, which is not ready yet. */
    private static final class Rig {
        private final CountingWorker worker = new CountingWorker();
        private final Inbox inbox = new Inbox();
        private final Scheduler scheduler = new Scheduler(
                SETTINGS, 1, inbox, () -> 0, number -> worker, new NoEffects(), new CrashReports(POOL.core()));
        private final FleetLoop loop = newLoop(inbox, scheduler);

        Rig() {
            loop.locked(() -> {
                scheduler.opened();
                return true;
            });
        }

        @SuppressWarnings("NullAway") // the loop does not run: nobody takes answers in or sleeps on sockets
        private static FleetLoop newLoop(Inbox inbox, Scheduler scheduler) {
            return new FleetLoop(POOL.core(), null, inbox, scheduler, null);
        }

        void ready() {
            loop.locked(() -> {
                scheduler.ready(scheduler.members().get(0));
                return true;
            });
        }

        FleetTask<Integer> submit() {
            FleetTask<Integer> task = new FleetTask<>(POOL, CALL, TaskOptions.defaults(), null);
            loop.submit(task);
            return task;
        }

        void finish() {
            loop.finish();
        }

        int sent() {
            return worker.sent();
        }
    }

    /** Two tasks are submitted: who does not get the lock leaves its task to who has it. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both were sent")
    @Outcome(expect = FORBIDDEN, desc = "a task stayed in the inbox though a worker was idle")
    @State
    public static class SubmitSubmit {
        private final Rig rig = new Rig();

        public SubmitSubmit() {
            rig.ready();
        }

        @Actor
        public void submitter() {
            rig.submit();
        }

        @Actor
        public void otherSubmitter() {
            rig.submit();
        }

        @Arbiter
        public void later(I_Result r) {
            r.r1 = rig.sent();
        }
    }

    /** A task is submitted while no worker wants one, and then one does. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "it was sent")
    @Outcome(expect = FORBIDDEN, desc = "it stayed in the inbox though a worker was idle")
    @State
    public static class SubmitWanting {
        private final Rig rig = new Rig();

        @Actor
        public void submitter() {
            rig.submit();
        }

        @Actor
        public void leader() {
            rig.ready();
        }

        @Arbiter
        public void later(I_Result r) {
            r.r1 = rig.sent();
        }
    }

    /** A task is submitted while the loop ends. */
    @JCStressTest
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "given up")
    @Outcome(expect = FORBIDDEN, desc = "a task stayed in the inbox of a pool that has ended")
    @State
    public static class SubmitFinish {
        private final Rig rig = new Rig();
        private @Nullable FleetTask<Integer> task;

        @Actor
        public void submitter() {
            task = rig.submit();
        }

        @Actor
        public void leader() {
            rig.finish();
        }

        @Arbiter
        public void later(IZ_Result r) {
            r.r1 = rig.sent();
            r.r2 = task != null && task.isCancelled();
        }
    }
}
