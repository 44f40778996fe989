package dev.tandem.cli.map;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes results and, after each, its line of the job log; in the order of the inputs if that is wanted. Used by one thread,
 * except {@link #stop}.
 */
final class Results implements Closeable {
    /** How long the end of the command waits for a write that has begun, such as one to a pipe that nobody reads. */
    private static final long PATIENCE_MILLIS = 200;

    private final ResultForm form;
    private final OutputSink out;
    private final Optional<JobLog> log;
    private final boolean inOrder;
    private final ReentrantLock writing = new ReentrantLock();

    /** Those that have to wait for earlier ones, by their turns. Empty bytes and no line for one that was abandoned. */
    private final Map<Long, Held> held = new HashMap<>();

    private long heldBytes;
    private long nextTurn;

    Results(ResultForm form, OutputSink out, Optional<JobLog> log, boolean inOrder) {
        this.form = form;
        this.out = out;
        this.log = log;
        this.inOrder = inOrder;
    }

    /**
     * Takes an item that is done with.
     *
     * @throws IOException if it cannot be written: nothing else can be then
     */
    void add(Job job, Outcome outcome) throws IOException {
        take(job.turn, new Held(Optional.of(job), Optional.of(outcome), form.bytes(job, outcome)));
    }

    /** Takes notice of an item that will not be done in this run. */
    void abandon(Job job) throws IOException {
        take(job.turn, new Held(Optional.empty(), Optional.empty(), new byte[0]));
    }

    private void take(long turn, Held result) throws IOException {
        if (!inOrder) {
            write(result);
            return;
        }
        held.put(turn, result);
        heldBytes += result.bytes.length;
        for (Held next; (next = held.remove(nextTurn)) != null; nextTurn++) {
            heldBytes -= next.bytes.length;
            write(next);
        }
    }

    private void write(Held result) throws IOException {
        if (result.job.isEmpty()) {
            return;
        }
        writing.lock();
        try {
            if (result.bytes.length > 0) {
                out.write(result.bytes);
            }
            if (log.isPresent()) {
                out.flush();
                log.get()
                        .append(JobLogLine.of(
                                result.job.get(), result.outcome.orElseThrow(), result.bytes.length, out.end()));
            }
        } finally {
            writing.unlock();
        }
    }

    /** How many results wait for earlier ones. */
    int heldCount() {
        return held.size();
    }

    long heldBytes() {
        return heldBytes;
    }

    /** Where results go, for messages. */
    String name() {
        return out.name();
    }

    /** Whether the write failed because nobody reads any more. */
    boolean isBrokenPipe(IOException failure) {
        return out.isBrokenPipe(failure);
    }

    void flush() throws IOException {
        writing.lock();
        try {
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    /** Lets no more be written, by whatever thread: the command ends at once. What is being written is waited for a little. */
    @SuppressWarnings("LockNotBeforeTry") // is kept for good
    void stop() {
        try {
            boolean unused = writing.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends in good order. */
    @Override
    public void close() throws IOException {
        out.close();
        if (log.isPresent()) {
            log.get().close();
        }
    }

    /**
     * @param job the item; empty if it was abandoned
     * @param outcome what became of it
     * @param bytes what is to be written
     */
    private record Held(Optional<Job> job, Optional<Outcome> outcome, byte[] bytes) {}
}
