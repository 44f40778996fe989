package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** A copy of a shared value in a worker process: read when it is asked for first. Thread-safe. */
/*
 * A task that was submitted after the value was closed must not get it, although the news of it goes another way than
 * the task and may come later. So whoever asks looks whether any value was closed since this one was last known to be
 * there, which costs a look into shared memory, and only then whether it is there.
 *
 * Whoever reads holds the monitor, so that others who ask at the same time wait. Closing takes no lock, since reading may
 * run code of users: whoever closes says so and then drops the value, whoever has read puts the value there and then
 * looks whether it was closed. So one of them drops it.
 */
final class SharedCopy {
    private final SharedSource source;
    private final long number;

    /** Written by whoever reads, and by whoever closes. */
    private volatile @Nullable Object value;

    /** Written once. */
    private volatile boolean closed;

    /** How many values had been closed when this one was there. Written by those who ask. */
    private volatile long seen;

    SharedCopy(SharedSource source, long number) {
        this.source = source;
        this.number = number;
    }

    Object get(SharedHandle<?> handle) {
        Object known = value;
        if (known == null) {
            return read(handle);
        }
        long closings = source.closings();
        if (closings != seen) {
            if (!source.isThere(number)) {
                close();
                throw handle.closed(null);
            }
            seen = closings;
        }
        return known;
    }

    private synchronized Object read(SharedHandle<?> handle) {
        Object known = value;
        if (known != null) {
            return known;
        }
        if (closed) {
            throw handle.closed(null);
        }
        Object read;
        seen = source.closings(); // before it is looked for
        try {
            read = source.read(number);
        } catch (NoSuchFileException e) {
            throw handle.closed(e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a shared value: " + handle.text() + ": " + e.getMessage(), e);
        }
        value = read;
        if (closed) {
            value = null;
            throw handle.closed(null);
        }
        return read;
    }

    void close() {
        closed = true;
        value = null;
    }
}
