package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import java.util.List;
import java.util.OptionalLong;

/** A worker with two lanes that only counts what it is sent. Guarded by the lock of the loop. */
final class CountingWorker implements Link, LaneLink {
    private int sent;

    int sent() {
        return sent;
    }

    @Override
    public WorkerId id() {
        return new WorkerId(1, 1);
    }

    @Override
    public List<? extends LaneLink> lanes() {
        return List.of(this, this);
    }

    @Override
    public boolean trySend(FleetTask<?> task, long sequence) {
        sent++;
        return true;
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
