package dev.tandem.internal.fleet;

/** A worker with two lanes that only counts what it is sent. Guarded by the lock of the loop. */
final class CountingWorker extends QuietWorker {
    private int sent;

    CountingWorker() {
        super(1, 2);
    }

    int sent() {
        return sent;
    }

    @Override
    public boolean trySend(FleetTask<?> task, long sequence) {
        sent++;
        return true;
    }
}
