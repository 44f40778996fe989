package dev.tandem.internal.worker;

import dev.tandem.internal.wire.MarkReader;
import dev.tandem.internal.wire.MarkWriter;
import dev.tandem.internal.wire.Region;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A standard stream of the worker, below {@code System.out} or {@code System.err}. Thread-safe. */
/*
 * Places in the stream are counted in bytes. What native code and child processes print is not seen here, only in what
 * the parent has read: `shift` is how much of it there is at least. It never is too large, since `written` counts a
 * print before it is made; so nothing is waited for that does not come. While it is too small, a mark takes effect too
 * early and a wait may end too early, until the next task that prints.
 */
final class TaskStream extends OutputStream {
    /** No owner: the next print gets a mark. */
    private static final long UNMARKED = Long.MIN_VALUE;

    private static final int SINGLES = 256;

    /**
     * How long a task waits for output that is not its own, so that its own is behind that. Longer holds up tasks beside
     * a thread that floods the stream, shorter finds less of what native code prints.
     */
    private static final long FOREIGN_NANOS = 5_000_000;

    private final StandardStreams streams;
    private final int index;
    private final FileOutputStream out;

    /** The same descriptor: what is unread in a pipe can be asked for at either end. */
    private final FileInputStream pipe;

    private final ReentrantLock lock = new ReentrantLock();

    /** Single bytes that wait for a line end, and whose they are. Guarded by {@code lock}. */
    private final byte[] singles = new byte[SINGLES];

    private volatile int singleCount;
    private long singlesOwner;

    /** Whose the last mark is. Guarded by {@code lock}. */
    private long marked = UNMARKED;

    /** How much was printed here. Written under {@code lock}, read by those who wait. */
    private volatile long written;

    /** How much was printed past us, at least. Written under {@code lock}, or by a task thread that waits. */
    private volatile long shift;

    /** What the parent had handed on when a wait was given up. Written by task threads that wait. */
    private volatile long vainAt = -1;

    /** Set when the shared memory is there. */
    private volatile @Nullable MarkWriter marks;

    private volatile boolean closed;

    TaskStream(StandardStreams streams, int index, FileDescriptor descriptor) {
        this.streams = streams;
        this.index = index;
        this.out = new FileOutputStream(descriptor);
        this.pipe = new FileInputStream(descriptor);
    }

    void attach(Region region) {
        lock.lock();
        try {
            marks = region.markWriter(index);
            mark(MarkReader.UNKNOWN); // from here on; what was printed before is nobody's
        } finally {
            lock.unlock();
        }
    }

    // ---- printing

    @Override
    public void write(int b) throws IOException {
        long owner = streams.owner();
        lock.lock();
        try {
            if (singleCount > 0 && singlesOwner != owner) {
                flushSingles();
            }
            singlesOwner = owner;
            int count = singleCount;
            singles[count] = (byte) b;
            singleCount = count + 1;
            if (owner != MarkReader.NOBODY) {
                streams.lane(owner).printed(owner, index, 0); // it is not known yet whether it is captured
            }
            if (b == '\n' || count + 1 == SINGLES) {
                flushSingles();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        if (length == 0) {
            return;
        }
        long owner = streams.owner();
        if (singleCount == 0 && tryCapture(owner, bytes, from, length)) {
            return; // it is nothing of the stream's, so that the ends of other tasks need not wait for it
        }
        lock.lock();
        try {
            flushSingles();
            print(owner, bytes, from, length);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        if (singleCount > 0) {
            lock.lock();
            try {
                flushSingles();
            } finally {
                lock.unlock();
            }
        }
    }

    private void flushSingles() throws IOException {
        int count = singleCount;
        if (count > 0) {
            singleCount = 0;
            print(singlesOwner, singles, 0, count);
        }
    }

    private boolean tryCapture(long owner, byte[] bytes, int from, int length) {
        return owner != MarkReader.NOBODY && streams.lane(owner).tryCapture(owner, bytes, from, length);
    }

    private void print(long owner, byte[] bytes, int from, int length) throws IOException {
        if (tryCapture(owner, bytes, from, length)) {
            return;
        }
        mark(owner);
        long end = written + length;
        written = end;
        if (owner != MarkReader.NOBODY) {
            streams.lane(owner).printed(owner, index, end);
        }
        out.write(bytes, from, length);
    }

    private void mark(long owner) {
        MarkWriter writer = marks;
        if (writer != null && owner != marked) {
            shift = Math.max(shift, writer.handedOn() - written);
            marked = writer.tryMark(written + shift, owner) ? owner : UNMARKED;
        }
    }

    /** Leaves the descriptor open: it is the worker's, not the task's. */
    @Override
    public void close() throws IOException {
        flush();
        closed = true;
        long owner = streams.owner();
        if (owner != MarkReader.NOBODY) {
            streams.lane(owner).printed(owner, index, 0); // so that the end of the task is looked at
        }
    }

    boolean isClosed() {
        return closed;
    }

    void open() {
        closed = false;
    }

    // ---- the end of a task

    /** The output of a task is complete. Returns false if that could not be marked in time. */
    boolean tryEnd(long sequence, long deadline) {
        boolean locked = false;
        try {
            locked = lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (locked) {
                flushSingles();
                if (marked == sequence) {
                    mark(MarkReader.UNKNOWN);
                }
            }
        } catch (InterruptedException e) {
            // by what a task has left behind: it is not meant for this thread any more
        } catch (IOException e) {
            // nobody reads the stream any more
        } finally {
            if (locked) {
                lock.unlock();
            }
        }
        return locked;
    }

    Wait newWait(long place) {
        return new Wait(place);
    }

    /** A task's wait until its output up to a place has been handed on. */
    final class Wait {
        private final long place;
        private final @Nullable MarkWriter writer = marks;

        /** Whether something was seen that was not printed here, and what had been handed on then. */
        private boolean foreign;

        private long handedBefore = -1;

        /** When the parent had handed on as much as was printed here; 0 if it has not. */
        private long caughtUpAt;

        private Wait(long place) {
            this.place = place;
        }

        /** Whether there is nothing to wait for any more. */
        boolean isOver() {
            MarkWriter w = writer;
            if (w == null) {
                return true;
            }
            long handed = w.handedOn(); // before `written` is read: see above
            if (handed < place + shift) {
                return handed == vainAt;
            }
            long foreignBytes = handed - written;
            boolean drained = isDrained();
            foreign |= foreignBytes > shift || !drained;
            boolean settled = handed == handedBefore;
            handedBefore = handed;
            if (!drained || (foreign && !settled)) {
                long now = System.nanoTime();
                caughtUpAt = caughtUpAt == 0 ? now : caughtUpAt;
                return now - caughtUpAt > FOREIGN_NANOS;
            }
            shift = Math.max(shift, foreignBytes);
            return true;
        }

        void giveUp() {
            MarkWriter w = writer;
            vainAt = w == null ? -1 : w.handedOn();
        }

        private boolean isDrained() {
            try {
                return pipe.available() <= 0;
            } catch (IOException e) {
                return true; // it is no pipe
            }
        }
    }
}
