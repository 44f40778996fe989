package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import java.util.List;
import java.util.OptionalLong;

/** A worker with one lane that keeps the numbers of the tasks that it is sent, and does nothing. */
final class InMemoryWorker implements Link, LaneLink {
    private final WorkerId id;
    private final long[] sequences;
    private int first;
    private int last;

    /** A worker that takes so many tasks at a time; a power of two. */
    InMemoryWorker(int number, int room) {
        this.id = new WorkerId(number, number);
        this.sequences = new long[room];
    }

    boolean hasTask() {
        return first != last;
    }

    /** The number of the task that was sent first, which is then done. */
    long takeTask() {
        return sequences[first++ & (sequences.length - 1)];
    }

    @Override
    public boolean trySend(FleetTask<?> task, long sequence) {
        if (last - first == sequences.length) {
            return false;
        }
        sequences[last++ & (sequences.length - 1)] = sequence;
        return true;
    }

    @Override
    public WorkerId id() {
        return id;
    }

    @Override
    public List<? extends LaneLink> lanes() {
        return List.of(this);
    }

    @Override
    public boolean tryRetire() {
        return true;
    }

    @Override
    public void flush() {}

    @Override
    public boolean tryWithdraw(long sequence) {
        return false;
    }

    @Override
    public boolean isStarted(long sequence) {
        return false;
    }

    @Override
    public long running() {
        return 0;
    }

    @Override
    public long runningSince() {
        return 0;
    }

    @Override
    public int runningElement() {
        return 0;
    }

    @Override
    public long tasksDone() {
        return 0;
    }

    @Override
    public long heapUsed() {
        return 0;
    }

    @Override
    public boolean hasEnded() {
        return false;
    }

    @Override
    public OptionalLong residentMemory() {
        return OptionalLong.empty();
    }

    @Override
    public void interrupt(long sequence) {}

    @Override
    public void requestStack(long sequence) {}

    @Override
    public void retiring() {}

    @Override
    public void kill(boolean hard) {}
}
