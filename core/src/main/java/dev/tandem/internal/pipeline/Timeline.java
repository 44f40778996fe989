package dev.tandem.internal.pipeline;

/** How a thread that feeds a stage spends its time. */
final class Timeline {
    /** What it does. */
    enum Activity {
        /** It waits for input. */
        WAITING,
        /** It waits for room in a buffer that holds results which nobody takes. */
        BLOCKED,
        /** It waits for tasks to end: the stage does what it can. */
        SATURATED,
        /** It waits for the rate limit. */
        LIMITED,
        /** It submits. */
        SUBMITTING,
        /** It has come to its end. */
        ENDED
    }

    // All that follows is guarded by this.

    private final long[] sums = new long[Activity.values().length];
    private Activity current = Activity.WAITING;
    private long since = System.nanoTime();

    /** The thread goes over to something else. */
    synchronized void enter(Activity next) {
        long now = System.nanoTime();
        sums[current.ordinal()] += now - since;
        current = next;
        since = now;
    }

    /** How long the thread has done something so far. */
    synchronized long nanos(Activity activity) {
        long sum = sums[activity.ordinal()];
        return activity == current ? sum + System.nanoTime() - since : sum;
    }
}
