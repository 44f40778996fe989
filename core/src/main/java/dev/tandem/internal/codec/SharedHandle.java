package dev.tandem.internal.codec;

import dev.tandem.Shared;
import org.jspecify.annotations.Nullable;

/**
 * A handle to a shared value, as it is everywhere: nothing but its number, and what tells the pool from others.
 *
 * @param pool the name of the pool
 * @param home tells the pool from all others, also from those of other processes
 * @param number tells the value from others of the pool
 * @param <T> the type of the value
 */
public record SharedHandle<T>(String pool, String home, long number) implements Shared<T> {
    @Override
    @SuppressWarnings("unchecked") // the handle was made for it
    public T get() {
        return (T) SharedValues.get(this);
    }

    @Override
    public void close() {
        SharedValues.close(this);
    }

    IllegalStateException closed(@Nullable Throwable cause) {
        return new IllegalStateException("shared value was closed: " + text(), cause);
    }

    IllegalStateException unknown() {
        return new IllegalStateException(
                "shared value was closed, or is of a pool that does not run this task: " + text());
    }

    /** How messages name it. */
    String text() {
        return "number=" + number + ", pool=" + pool;
    }

    @Override
    public String toString() {
        return "Shared[" + text() + ']';
    }
}
