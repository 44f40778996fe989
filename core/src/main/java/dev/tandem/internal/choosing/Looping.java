package dev.tandem.internal.choosing;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Gives the elements of a sample again and again until a time has passed, and each of them once at least. */
final class Looping<A extends @Nullable Object> implements Iterator<A> {
    private final List<A> sample;
    private final long endNanos;
    private int next;
    private boolean isRoundDone;
    private boolean isOver;

    Looping(List<A> sample, long nanos) {
        this.sample = sample;
        this.endNanos = System.nanoTime() + nanos;
    }

    @Override
    public boolean hasNext() {
        isOver = System.nanoTime() - endNanos >= 0;
        return !isRoundDone || !isOver;
    }

    @Override
    public A next() {
        if (isRoundDone && isOver) { // not the time itself, which may have passed since hasNext
            throw new NoSuchElementException("the time has passed");
        }
        A element = sample.get(next++);
        if (next == sample.size()) {
            next = 0;
            isRoundDone = true;
        }
        return element;
    }
}
