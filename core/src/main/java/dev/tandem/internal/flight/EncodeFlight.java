package dev.tandem.internal.flight;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is told of values that the calling thread lays down for workers. */
public final class EncodeFlight {
    private final TaskEncodeEvent task = new TaskEncodeEvent();
    private final ValueShareEvent value = new ValueShareEvent();

    private EncodeFlight() {
        task.begin();
        value.begin();
    }

    /** The thread begins. Returns null if nobody is to be told. */
    public static @Nullable EncodeFlight tryBegin() {
        return Flight.isOn() ? new EncodeFlight() : null;
    }

    /** A task was serialized, to so many bytes. */
    public void encoded(String pool, Optional<String> label, long size) {
        if (task.shouldCommit()) {
            task.pool = pool;
            task.task = label.orElse(null);
            task.size = size;
            task.commit();
        }
    }

    /** A shared value was laid down in so many bytes. */
    public void shared(String pool, Class<?> type, long size) {
        if (value.shouldCommit()) {
            value.pool = pool;
            value.valueType = type.getName();
            value.size = size;
            value.commit();
        }
    }
}
