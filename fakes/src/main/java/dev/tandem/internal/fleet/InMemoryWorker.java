package dev.tandem.internal.fleet;

/** A worker with one lane that keeps the numbers of the tasks that it is sent, and does nothing. */
final class InMemoryWorker extends QuietWorker {
    private final long[] sequences;
    private int first;
    private int last;

    /** A worker that takes so many tasks at a time; a power of two. */
    InMemoryWorker(int number, int room) {
        super(number, 1);
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
}
