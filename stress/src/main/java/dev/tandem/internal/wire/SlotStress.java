package dev.tandem.internal.wire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Parent and worker decide over the same task. */
public final class SlotStress {
    private static final SharedMemory SLOTS = SharedMemory.ofSlots();
    private static final SharedMemory RINGS = SharedMemory.ofRings();

    private SlotStress() {}

    /** The worker starts a task while the parent withdraws it. */
    @JCStressTest
    @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the worker has it, and both know")
    @Outcome(id = "false, true, false", expect = ACCEPTABLE, desc = "the parent has it, and both know")
    @Outcome(expect = FORBIDDEN, desc = "both have it, or none")
    @State
    public static class StartWithdraw {
        private final long sequence = SLOTS.nextNumber();
        private final SlotTable slots = SLOTS.regionOfSlot(sequence).slots();

        public StartWithdraw() {
            slots.send(sequence);
        }

        @Actor
        public void worker(ZZZ_Result r) {
            r.r1 = slots.tryStart(sequence);
        }

        @Actor
        public void parent(ZZZ_Result r) {
            r.r2 = slots.tryWithdraw(sequence);
        }

        @Arbiter
        public void parentLater(ZZZ_Result r) {
            r.r3 = slots.isStarted(sequence);
        }
    }

    /** A task is withdrawn late, when its slot has become that of another one. */
    @JCStressTest
    @Outcome(id = "true, false, true", expect = ACCEPTABLE, desc = "the later task starts")
    @Outcome(expect = FORBIDDEN, desc = "the later task was withdrawn in place of the old one")
    @State
    public static class StaleWithdraw {
        private final long old = SLOTS.nextNumber();
        private final long later = old + SlotTable.SIZE;
        private final SlotTable slots = SLOTS.regionOfSlot(old).slots();

        public StaleWithdraw() {
            slots.send(old);
            slots.tryStart(old);
        }

        @Actor
        public void sendAndStart(ZZZ_Result r) {
            slots.send(later);
            r.r1 = slots.tryStart(later);
        }

        @Actor
        public void withdraw(ZZZ_Result r) {
            r.r2 = slots.tryWithdraw(old);
        }

        @Arbiter
        public void parentLater(ZZZ_Result r) {
            r.r3 = slots.isStarted(later);
        }
    }

    /** A worker that was stopped for long comes to a task whose slot has become that of another one. */
    @JCStressTest
    @Outcome(
            id = "false, true, false",
            expect = ACCEPTABLE,
            desc = "the later task is withdrawn, the old one is skipped")
    @Outcome(expect = FORBIDDEN, desc = "the later task was started in place of the old one")
    @State
    public static class StaleStart {
        private final long old = SLOTS.nextNumber();
        private final long later = old + SlotTable.SIZE;
        private final SlotTable slots = SLOTS.regionOfSlot(old).slots();

        public StaleStart() {
            slots.send(old);
            slots.tryWithdraw(old);
        }

        @Actor
        public void start(ZZZ_Result r) {
            r.r1 = slots.tryStart(old);
        }

        @Actor
        public void sendAndWithdraw(ZZZ_Result r) {
            slots.send(later);
            r.r2 = slots.tryWithdraw(later);
        }

        @Arbiter
        public void parentLater(ZZZ_Result r) {
            r.r3 = slots.isStarted(later);
        }
    }

    /** As in a worker: a task that is read from the ring can be started. */
    @JCStressTest
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "not read yet")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "read and started")
    @Outcome(expect = FORBIDDEN, desc = "a task that was sent is taken for one that was withdrawn")
    @State
    public static class SentBeforePublished {
        private final int sequence = 1 + (int) (SLOTS.nextNumber() & 0x3fff_ffff);
        private final SlotTable slots = SLOTS.regionOfSlot(sequence).slots();
        private final Ring ring = SharedMemory.ring(RINGS.region(sequence), 0);

        @Actor
        public void parent() {
            slots.send(sequence);
            ring.tryWrite(sequence);
            ring.writer().publish();
        }

        @Actor
        public void worker(ZZ_Result r) {
            int read = ring.read();
            r.r1 = read == sequence;
            r.r2 = r.r1 && slots.tryStart(read);
        }
    }

    /** As in blame: an answer that is in the ring comes from a task whose start can be seen. */
    @JCStressTest
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "looked before the start")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "started, not answered")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "answered, hence started")
    @Outcome(id = "true, false", expect = FORBIDDEN, desc = "answered, and seems not to have started")
    @State
    public static class StartedBeforeAnswered {
        private final int sequence = 1 + (int) (SLOTS.nextNumber() & 0x3fff_ffff);
        private final SlotTable slots = SLOTS.regionOfSlot(sequence).slots();
        private final Ring ring = SharedMemory.ring(RINGS.region(sequence), 0);

        public StartedBeforeAnswered() {
            slots.send(sequence);
        }

        @Actor
        public void worker() {
            slots.tryStart(sequence);
            ring.tryWrite(sequence);
            ring.writer().publish();
        }

        @Actor
        public void parent(ZZ_Result r) {
            r.r1 = ring.read() == sequence;
            r.r2 = slots.isStarted(sequence);
        }
    }
}
