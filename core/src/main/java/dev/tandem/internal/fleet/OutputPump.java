package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import dev.tandem.WorkerOutput;
import dev.tandem.internal.task.PoolCore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads a stream of a worker to its end and gives it on line by line; remembers the last lines. Memory is bounded: a
 * line longer than the buffer is given on in parts.
 */
final class OutputPump extends Thread {
    /** How many lines are remembered for a crash report. */
    private static final int REMEMBERED = 50;

    /** The longest line that is given on whole. */
    private static final int LONGEST_LINE = 8192;

    private final InputStream in;
    private final WorkerId worker;
    private final WorkerOutput.Stream stream;
    private final WorkerOutput output;

    /** Written by this thread, read by whoever reports a crash. Guarded by itself. */
    private final Deque<String> tail = new ArrayDeque<>();

    private final byte[] line = new byte[LONGEST_LINE];
    private int length;

    OutputPump(String name, InputStream in, WorkerId worker, WorkerOutput.Stream stream, WorkerOutput output) {
        super(null, null, name, 128 * 1024);
        setDaemon(true);
        this.in = in;
        this.worker = worker;
        this.stream = stream;
        this.output = output;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[LONGEST_LINE];
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    accept(buffer[i]);
                }
            }
        } catch (IOException e) {
            // the process is gone, and with it the other end
        }
        if (length > 0) {
            emit();
        }
    }

    private void accept(byte b) {
        if (b == '\n') {
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
            emit();
            return;
        }
        if (length == line.length) {
            emit();
        }
        line[length++] = b;
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
            output.onLine(worker, stream, text);
        } catch (Throwable e) {
            PoolCore.LOGGER.log(System.Logger.Level.WARNING, "output of " + worker + " could not be given on", e);
        }
    }

    /** The last lines, oldest first. */
    List<String> tail() {
        synchronized (tail) {
            return new ArrayList<>(tail);
        }
    }
}
