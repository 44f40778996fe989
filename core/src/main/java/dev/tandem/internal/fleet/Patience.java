package dev.tandem.internal.fleet;

/**
 * Notices that this process itself was stopped, or starved, by how late it does what was due: workers may have been
 * stopped along with it, so that everybody gets some time to answer before limits count again. Guarded by the pool's
 * lock.
 */
final class Patience {
    /** From what delay on it is assumed that this process was stopped. */
    private static final long LATE_NANOS = 1_000_000_000L;

    /** What everybody gets then. */
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    /** When something is due; {@code Long.MAX_VALUE} for nothing. */
    private long promised = Long.MAX_VALUE;

    private boolean patient;

    /** Until when nobody is judged, if {@code patient}. */
    private long until;

    /** Until when nobody is to be judged; {@code Long.MAX_VALUE} if limits count. */
    long until(long now) {
        // not twice in a row: a process that is always late must enforce its limits all the same
        if (!patient && promised != Long.MAX_VALUE && now - promised > LATE_NANOS) {
            patient = true;
            until = now + PATIENCE_NANOS;
        }
        patient = patient && now - until < 0;
        return patient ? until : Long.MAX_VALUE;
    }

    /** Something is due at a time, and nothing before. */
    void promised(long nanoTime) {
        promised = nanoTime;
    }
}
