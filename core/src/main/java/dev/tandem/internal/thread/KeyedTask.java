package dev.tandem.internal.thread;

import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task with a key.
 *
 * @param <T> the type of the result
 */
final class KeyedTask<T> extends ThreadTask<T> {
    /** The hash code of the key, asked for once and by the submitting thread: it is code of the user. */
    private final int keyHash;

    KeyedTask(ThreadBackend backend, TaskCall call, TaskOptions options, Object key, @Nullable T fixedResult) {
        super(backend, call, options, fixedResult);
        int hash = key.hashCode();
        this.keyHash = hash ^ (hash >>> 16); // small pools look at the low bits only
    }

    /** Which of so many seats the key belongs to. */
    int seatOf(int seats) {
        return Math.floorMod(keyHash, seats);
    }
}
