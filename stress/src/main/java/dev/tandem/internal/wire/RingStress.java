package dev.tandem.internal.wire;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One side writes to a ring while the other one reads. */
public final class RingStress {
    private static final SharedMemory MEMORY = SharedMemory.ofRings();

    private RingStress() {}

    private static Ring newRing(long position) {
        return SharedMemory.ring(MEMORY.region(MEMORY.nextNumber()), position);
    }

    /** Who sees the tail sees the records before it. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "looked before anything was published")
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0", "0, 0, 1"},
            expect = ACCEPTABLE,
            desc = "one record, whole")
    @Outcome(
            id = {"1, 2, 0", "1, 0, 2", "0, 1, 2"},
            expect = ACCEPTABLE,
            desc = "two records, whole and in order")
    @Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "all records, whole and in order")
    @Outcome(expect = FORBIDDEN, desc = "a record was torn, missing or out of order")
    @State
    public static class Publication {
        private final Ring ring = newRing(0);

        @Actor
        public void writer() {
            ring.tryWrite(1);
            ring.writer().publish();
            ring.tryWrite(2);
            ring.tryWrite(3);
            ring.writer().publish();
        }

        @Actor
        public void reader(III_Result r) {
            r.r1 = ring.read();
            r.r2 = ring.read();
            r.r3 = ring.read();
        }
    }

    /** The same where the end of the memory is filled up and the next record begins at its start. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "looked before anything was published")
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "the record before the wrap, whole")
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "both records, whole and in order")
    @Outcome(expect = FORBIDDEN, desc = "a record was torn, missing or out of order")
    @State
    public static class Wrap {
        private final Ring ring = newRing(RegionDescriptor.RING_SIZE - SharedMemory.RING_END);

        @Actor
        public void writer() {
            ring.tryWrite(1);
            ring.writer().publish();
            ring.tryWrite(2); // what is left of the end is too small for it
            ring.writer().publish();
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = ring.read();
            r.r2 = ring.read();
        }
    }

    /** Room is written to again when what was there has been read, and not before. */
    @JCStressTest
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "still full")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "written after the old record was read")
    @Outcome(expect = FORBIDDEN, desc = "the old record was lost")
    @State
    public static class Room {
        private final Ring ring = newRing(0);

        public Room() {
            ring.tryWrite(1);
            ring.writer().publish();
            ring.written(RegionDescriptor.RING_SIZE);
        }

        @Actor
        public void writer(ZI_Result r) {
            r.r1 = ring.tryWrite(2);
        }

        @Actor
        public void reader(ZI_Result r) {
            r.r2 = ring.read();
            ring.reader().release();
        }
    }

    /** The reader is going to sleep while the writer publishes. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "sleeps and is woken")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "has seen the record and does not sleep")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "both have seen each other: one bell too many")
    @Outcome(id = "false, true", expect = FORBIDDEN, desc = "sleeps and nobody wakes it")
    @State
    public static class Sleep {
        private final Ring ring = newRing(0);

        @Actor
        public void writer(ZZ_Result r) {
            ring.tryWrite(1);
            r.r1 = ring.writer().publish();
        }

        @Actor
        public void reader(ZZ_Result r) {
            r.r2 = ring.reader().trySleep();
        }
    }

    /** The reader wakes up by itself while the writer publishes twice. */
    @JCStressTest
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first record rings")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "it was awake already")
    @Outcome(expect = FORBIDDEN, desc = "a reader that is awake, or was woken, is woken again")
    @State
    public static class Wake {
        private final Ring ring = newRing(0);

        public Wake() {
            ring.reader().trySleep();
        }

        @Actor
        public void writer(ZZ_Result r) {
            ring.tryWrite(1);
            r.r1 = ring.writer().publish();
            ring.tryWrite(2);
            r.r2 = ring.writer().publish();
        }

        @Actor
        public void reader() {
            ring.reader().wake();
        }
    }
}
