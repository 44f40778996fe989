package dev.tandem.internal.worker;

import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.LogEntry;
import dev.tandem.internal.wire.MarkReader;
import dev.tandem.internal.wire.Region;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Sends log records to the parent, by the control socket. Thread-safe. */
/*
 * Only so many records may be on the way as the socket takes at once: so what else travels there is never held up, and
 * neither side needs more memory, however much is logged. The parent counts in shared memory what it has handed on.
 *
 * When there is no room, the thread that logs waits a little, but all together not for more than a tenth of the time;
 * otherwise records are dropped without waiting. How many were dropped is said by a record of our own, as soon as there is room for it.
 */
final class LogSender {
    /** How long a thread waits for room. Longer holds up tasks that log, shorter drops more. */
    private static final long PATIENCE_NANOS = 20_000_000;

    /** For how long in each period threads wait in all. */
    private static final long PERIOD_NANOS = 1_000_000_000;

    private static final long MOST_WAITING_NANOS = PERIOD_NANOS / 10;

    private static final long PAUSE_NANOS = 50_000;

    /** How a record of our own is logged: the library's logger, at WARNING. */
    private static final String OWN_LOGGER = "dev.tandem";

    private static final int OWN_SEVERITY = 900;

    private final ControlChannel control;
    private final Region region;
    private final StandardStreams streams;

    private final ReentrantLock lock = new ReentrantLock();

    /** What was sent up to each of the last records, in bytes. Guarded by {@code lock}, as all that follows. */
    private final long[] bytesUpTo = new long[LogEntry.MOST_ON_THE_WAY];

    private long sent;
    private long bytesSent;
    private long dropped;

    /** Whether some were dropped since that was told. Written with the lock held, read by anybody. */
    private volatile boolean owesDropped;

    /** When the current period began, and for how long threads have waited for room in it. */
    private long periodBegan = System.nanoTime();

    private long waited;

    /** How much had been handed on when the end of a task waited in vain. Written by task threads. */
    private volatile long vainEndAt = -1;

    LogSender(ControlChannel control, Region region, StandardStreams streams) {
        this.control = control;
        this.region = region;
        this.streams = streams;
    }

    /** The task for which the calling thread logs, or {@link MarkReader#NOBODY}. */
    long owner() {
        return streams.owner();
    }

    /** Sends a record, or drops it. */
    void send(LogEntry entry) throws IOException {
        Frame frame = entry.toFrame();
        lock.lock();
        try {
            if (dropped > 0) {
                sendDropped();
            }
            if (dropped == 0 && hasRoom(frame, true)) {
                write(frame, entry.sequence());
            } else {
                dropped++;
                owesDropped = true;
            }
        } finally {
            lock.unlock();
        }
    }

    private void sendDropped() throws IOException {
        String text = Long.toString(dropped).concat(" log records were dropped here, as they came too fast");
        LogEntry told =
                new LogEntry(MarkReader.NOBODY, Instant.now(), OWN_SEVERITY, OWN_LOGGER, "", "", text, List.of());
        Frame frame = told.toFrame();
        if (hasRoom(frame, false)) {
            dropped = 0;
            owesDropped = false;
            write(frame, MarkReader.NOBODY);
        }
    }

    private boolean hasRoom(Frame frame, boolean patient) {
        if (fits(frame, region.logsHandedOn())) {
            return true;
        }
        if (!patient) {
            return false;
        }
        long began = System.nanoTime();
        if (began - periodBegan >= PERIOD_NANOS) {
            periodBegan = began;
            waited = 0;
        }
        long most = Math.min(PATIENCE_NANOS, MOST_WAITING_NANOS - waited);
        boolean fits = false;
        for (long now = began; !fits && now - began < most && !isInterrupted(); now = System.nanoTime()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            fits = fits(frame, region.logsHandedOn());
        }
        waited += System.nanoTime() - began;
        return fits;
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    private boolean fits(Frame frame, long handed) {
        if (handed == sent) {
            return true; // whatever its length
        }
        if (sent - handed >= LogEntry.MOST_ON_THE_WAY) {
            return false;
        }
        long bytesHanded = handed == 0 ? 0 : bytesUpTo[index(handed)];
        return bytesSent + cost(frame) - bytesHanded <= LogEntry.MOST_BYTES_ON_THE_WAY;
    }

    private static int cost(Frame frame) {
        return frame.payload().length + LogEntry.OVERHEAD;
    }

    private static int index(long record) {
        return (int) ((record - 1) % LogEntry.MOST_ON_THE_WAY);
    }

    private void write(Frame frame, long owner) throws IOException {
        sent++;
        bytesSent += cost(frame);
        bytesUpTo[index(sent)] = bytesSent;
        if (owner != MarkReader.NOBODY) {
            streams.lane(owner).logged(owner, sent); // first: its end is to wait for it
        }
        control.send(frame);
    }

    /** A task that has logged has ended: waits until the parent has handed on its records, or the time is up. */
    void finish(long upTo, long deadline) throws IOException {
        tellDropped();
        awaitHandedOn(upTo, deadline);
        tellDropped(); // what was waited for has made room
    }

    /** Whether records were dropped, and that is still to be told. */
    boolean owesDropped() {
        return owesDropped;
    }

    /** Tells how many records were dropped, if that is to be told and there is room for it. */
    void tellDropped() throws IOException {
        if (owesDropped && lock.tryLock()) { // otherwise somebody else will say it
            try {
                if (dropped > 0) {
                    sendDropped();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void awaitHandedOn(long upTo, long deadline) {
        for (long handed = region.logsHandedOn(); handed < upTo; handed = region.logsHandedOn()) {
            if (handed == vainEndAt) {
                return;
            }
            if (System.nanoTime() - deadline >= 0) {
                vainEndAt = handed;
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            Thread.interrupted(); // whatever it was for, it is not meant for what the worker does
        }
    }
}
