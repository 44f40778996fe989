package dev.tandem.internal.codec;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Lends outputs, so that a small payload needs no buffer of its own. Thread-safe: whoever finds none gets a new one. */
final class OutputCache {
    /** A power of two. More lets more threads encode at once without new buffers. */
    private static final int SIZE = 16;

    private final AtomicReferenceArray<@Nullable CodecOutput> outputs = new AtomicReferenceArray<>(SIZE);

    /** Takes an empty output, to be given back unless what was written to it failed. */
    CodecOutput take() {
        CodecOutput output = outputs.getAndSet(index(), null);
        return output == null ? new CodecOutput() : output;
    }

    void giveBack(CodecOutput output) {
        output.reset();
        outputs.lazySet(index(), output);
    }

    @SuppressWarnings("deprecation") // its successor is of JDK 19
    private static int index() {
        return (int) Thread.currentThread().getId() & (SIZE - 1);
    }
}
