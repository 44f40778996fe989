package dev.tandem.internal.thread;

import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.task.KeyHash;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task with a key.
 *
 * @param <T> the type of the result
 */
final class KeyedTask<T> extends ThreadTask<T> {
    private final int keyHash;

    KeyedTask(ThreadBackend backend, TaskCall call, TaskOptions options, Object key, @Nullable T fixedResult) {
        super(backend, call, options, fixedResult);
        this.keyHash = KeyHash.of(key);
    }

    /** Which of so many seats the key belongs to. */
    int seatOf(int seats) {
        return KeyHash.bucket(keyHash, seats);
    }
}
