package dev.tandem.internal.codec;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** Lends outputs, so that a small payload needs no buffer of its own. Thread-safe: whoever finds none gets a new one. */
/*
 * The outputs stay where they are, and a word beside them says whether one is lent: to take a reference out and put it
 * back would have the garbage collector look at the place again and again, which costs more than an allocation.
 */
final class OutputCache {
    /** A power of two. More lets more threads encode at once without new buffers. */
    private static final int SIZE = 16;

    /** So that the words of two outputs lie on different cache lines. */
    private static final int STRIDE = 16;

    private final ClassIds classes;
    private final CodecOutput[] outputs = new CodecOutput[SIZE];
    private final AtomicIntegerArray lent = new AtomicIntegerArray(SIZE * STRIDE);

    OutputCache(ClassIds classes) {
        this.classes = classes;
        for (int i = 0; i < SIZE; i++) {
            outputs[i] = new CodecOutput(classes);
        }
    }

    /** Takes an empty output, to be given back. */
    CodecOutput take() {
        int index = index();
        return lent.compareAndSet(index * STRIDE, 0, 1) ? outputs[index] : new CodecOutput(classes);
    }

    /** Gives back what was taken by the same thread. */
    void giveBack(CodecOutput output) {
        output.reset(); // whether it stays here or not: what it has attached goes
        int index = index();
        if (output == outputs[index]) {
            lent.lazySet(index * STRIDE, 0);
        }
    }

    @SuppressWarnings("deprecation") // its successor is of JDK 19
    private static int index() {
        return (int) Thread.currentThread().getId() & (SIZE - 1);
    }
}
