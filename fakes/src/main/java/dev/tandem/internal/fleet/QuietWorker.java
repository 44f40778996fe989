package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** A worker of a given number of lanes that does nothing, and says so when it is asked. What is sent is a matter of others. */
abstract class QuietWorker implements Link, LaneLink {
    private final WorkerId id;
    private final List<LaneLink> lanes;

    /** A worker whose lanes are itself. */
    QuietWorker(int number, int lanes) {
        this.id = new WorkerId(number, number);
        this.lanes = Collections.nCopies(lanes, this);
    }

    @Override
    public WorkerId id() {
        return id;
    }

    @Override
    public List<? extends LaneLink> lanes() {
        return lanes;
    }

    @Override
    public void prepare() {}

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
