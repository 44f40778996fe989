package dev.tandem.internal.choosing;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How large a value is when it is serialized. */
final class PayloadSize {
    private PayloadSize() {}

    /** The bytes that the JDK makes of a value, if it can. */
    static OptionalLong of(@Nullable Object value) {
        Counter counter = new Counter();
        try (ObjectOutputStream out = new ObjectOutputStream(counter)) {
            out.writeObject(value);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return OptionalLong.empty(); // it travels in another way, or not at all
        }
        return OptionalLong.of(counter.bytes);
    }

    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) {
            bytes += length;
        }
    }
}
