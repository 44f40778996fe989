package dev.tandem.internal.wire;

import java.lang.invoke.VarHandle;

/** What a worker is doing: written by its task thread without a system call, read by the parent at will. */
public final class Scoreboard {
    private final Region region;

    Scoreboard(Region region) {
        this.region = region;
    }

    /** The worker starts a task. */
    public void started(long sequence, long nanoTime) {
        VarHandle.storeStoreFence(); // whoever reads the new time can see that the task before has ended
        region.putLong(RegionDescriptor.RUNNING_SINCE_OFFSET, nanoTime);
        region.putLong(RegionDescriptor.PROGRESS_OFFSET, 0);
        region.setRelease(RegionDescriptor.RUNNING_OFFSET, sequence);
    }

    /** The worker starts an element of a chunk. */
    public void progress(int element) {
        region.setRelease(RegionDescriptor.PROGRESS_OFFSET, element);
    }

    /** The worker has ended a task. */
    public void ended(long tasksDone) {
        region.putLong(RegionDescriptor.TASKS_DONE_OFFSET, tasksDone);
        region.setRelease(RegionDescriptor.RUNNING_OFFSET, 0);
    }

    /** Has the worker measure where its time goes; said by the parent before the worker starts. */
    public void measure() {
        region.setRelease(RegionDescriptor.MEASURED_OFFSET, 1);
    }

    /** Whether the worker is to measure where its time goes. */
    public boolean isMeasured() {
        return region.getAcquire(RegionDescriptor.MEASURED_OFFSET) != 0;
    }

    /** The worker tells where its time went so far; before it says that the task has ended. */
    public void measured(long busyNanos, long decodingNanos, long encodingNanos) {
        region.putLong(RegionDescriptor.BUSY_OFFSET, busyNanos);
        region.putLong(RegionDescriptor.DECODING_OFFSET, decodingNanos);
        region.putLong(RegionDescriptor.ENCODING_OFFSET, encodingNanos);
    }

    /** How long the worker was busy with tasks that have ended, in ns. */
    public long busy() {
        return region.getAcquire(RegionDescriptor.BUSY_OFFSET);
    }

    /** How long it took to read them, in ns. */
    public long decoding() {
        return region.getAcquire(RegionDescriptor.DECODING_OFFSET);
    }

    /** How long it took to serialize their results, in ns. */
    public long encoding() {
        return region.getAcquire(RegionDescriptor.ENCODING_OFFSET);
    }

    /** The worker tells how much of its heap is used. */
    public void heapUsed(long bytes) {
        region.setRelease(RegionDescriptor.HEAP_USED_OFFSET, bytes);
    }

    /** The sequence number of the running task, 0 for none. */
    public long running() {
        return region.getAcquire(RegionDescriptor.RUNNING_OFFSET);
    }

    /** When the running task started, by the worker's {@code nanoTime}. */
    public long runningSince() {
        return region.getAcquire(RegionDescriptor.RUNNING_SINCE_OFFSET);
    }

    /** The index of the running element of a chunk. */
    public long progress() {
        return region.getAcquire(RegionDescriptor.PROGRESS_OFFSET);
    }

    /** How many tasks the worker has ended. */
    public long tasksDone() {
        return region.getAcquire(RegionDescriptor.TASKS_DONE_OFFSET);
    }

    /** How much heap the worker last told to be used, 0 if it has not told. */
    public long heapUsed() {
        return region.getAcquire(RegionDescriptor.HEAP_USED_OFFSET);
    }
}
