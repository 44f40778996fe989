package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import dev.tandem.WorkerOutput;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.wire.MarkReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a stream of a worker to its end and gives it on line by line, with the task that printed it; remembers the last
 * lines. Memory is bounded: a line longer than the buffer is given on in parts.
 */
/*
 * The worker says in shared memory from which byte on the output is whose. A line ends where the owner changes. It tells
 * the worker how much has been given on; the last line of a task may lack its end, so while a line is begun that belongs
 * to a task, it is looked from time to time whether that task has ended.
 */
final class OutputPump extends Thread {
    /** How many lines are remembered for a crash report. */
    private static final int REMEMBERED = 50;

    /** The longest line that is given on whole. */
    private static final int LONGEST_LINE = 8192;

    /** The first and the longest pause between looks. Longer holds up the end of a task that has begun a line. */
    private static final long FIRST_PAUSE_NANOS = 100_000;

    private static final long LONGEST_PAUSE_NANOS = 10_000_000;

    /**
     * The pause once a line has been begun for as long as below. Shorter costs the processor more wake-ups, longer comes
     * near to the time that a task waits for its output to be handed on.
     */
    private static final long SLOW_PAUSE_NANOS = 50_000_000;

    private static final long SLOW_AFTER_NANOS = 1_000_000_000;

    private final InputStream in;
    private final WorkerId worker;
    private final WorkerOutput.Stream stream;
    private final WorkerOutput output;
    private final MarkReader marks;
    private final OutputOwners owners;
    private final Process process;

    /** Written by this thread, read by whoever reports a crash. Guarded by itself. */
    private final Deque<String> tail = new ArrayDeque<>();

    private final byte[] line = new byte[LONGEST_LINE];
    private int length;

    /** How many bytes were taken. Written by this thread; the other one is for those who wait for the end. */
    private long place;

    private volatile long taken;

    /** Whose the next byte is. */
    private long owner = MarkReader.NOBODY;

    /** Whose the current line is, and the label of that task. */
    private long lineOwner = MarkReader.NOBODY;

    private Optional<String> task = Optional.empty();

    OutputPump(
            String name,
            InputStream in,
            WorkerId worker,
            WorkerOutput.Stream stream,
            WorkerOutput output,
            MarkReader marks,
            OutputOwners owners,
            Process process) {
        super(null, null, name, 128 * 1024);
        setDaemon(true);
        this.in = in;
        this.worker = worker;
        this.stream = stream;
        this.output = output;
        this.marks = marks;
        this.owners = owners;
        this.process = process;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[LONGEST_LINE];
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                accept(buffer, count);
                taken = place;
                marks.handedOn(place - length);
                if (length > 0 && lineOwner > 0) {
                    awaitMore();
                }
            }
        } catch (IOException e) {
            // the process is gone, and with it the other end
        }
        emitBegun();
    }

    private void accept(byte[] buffer, int count) {
        long change = marks.nextChange();
        for (int i = 0; i < count; i++) {
            if (place >= change) {
                changeOwner();
                change = marks.nextChange();
            }
            accept(buffer[i]);
        }
    }

    private void changeOwner() {
        long next = marks.ownerAt(place);
        // that a task has ended may be seen too early, when another process has printed, and is no end of a line
        if (next != owner && next != MarkReader.UNKNOWN) {
            emitBegun();
        }
        owner = next;
    }

    private void accept(byte b) {
        place++;
        if (b == '\n') {
            beginLine();
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
            emit();
            return;
        }
        if (length == line.length) {
            emit();
        }
        beginLine();
        line[length++] = b;
    }

    private void beginLine() {
        if (length == 0) {
            if (owner != lineOwner || owner == MarkReader.UNKNOWN) {
                task = owners.label(owner);
            }
            lineOwner = owner;
        }
    }

    private void emitBegun() {
        if (length > 0) {
            emit();
        }
    }

    private void emit() {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        length = 0;
        synchronized (tail) {
            tail.addLast(text);
            if (tail.size() > REMEMBERED) {
                tail.removeFirst();
            }
        }
        try {
            output.onLine(new WorkerOutput.Line(worker, stream, task, text));
        } catch (Throwable e) {
            PoolCore.LOGGER.log(System.Logger.Level.WARNING, "output of " + worker + " could not be given on", e);
        }
    }

    /** Waits until there is more to read or nothing will come, or the task whose line was begun has ended. */
    private void awaitMore() throws IOException {
        long pause = FIRST_PAUSE_NANOS;
        long begunAt = System.nanoTime();
        while (in.available() == 0 && process.isAlive()) {
            if (owner != lineOwner || marks.nextChange() <= place) {
                emitBegun();
                marks.handedOn(place - length);
                return;
            }
            LockSupport.parkNanos(pause);
            boolean slow = System.nanoTime() - begunAt > SLOW_AFTER_NANOS;
            pause = slow ? SLOW_PAUSE_NANOS : Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    /** How many bytes were taken so far. */
    long taken() {
        return taken;
    }

    /** The last lines, oldest first. */
    List<String> tail() {
        synchronized (tail) {
            return new ArrayList<>(tail);
        }
    }
}
