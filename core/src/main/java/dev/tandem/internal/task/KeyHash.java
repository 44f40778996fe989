package dev.tandem.internal.task;

/**
 * How keys are shared out over workers. The hash code is the user's code: it is asked for once, by the submitting
 * thread and without a lock.
 */
public final class KeyHash {
    private KeyHash() {}

    /** The hash code of a key, its bits spread: small pools look at the low ones only. */
    public static int of(Object key) {
        int hash = key.hashCode();
        return hash ^ (hash >>> 16);
    }

    /** Which of so many buckets a key with this hash is in. */
    public static int bucket(int keyHash, int buckets) {
        return Math.floorMod(keyHash, buckets);
    }
}
