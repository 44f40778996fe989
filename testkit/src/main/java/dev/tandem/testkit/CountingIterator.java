package dev.tandem.testkit;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives 0, 1, 2, ... and counts how many were taken. */
class CountingIterator implements Iterator<Integer> {
    private final int end;

    /** Written by the thread that iterates, read by any. */
    private final AtomicInteger taken = new AtomicInteger();

    CountingIterator(int end) {
        this.end = end;
    }

    static CountingIterator endless() {
        return new CountingIterator(Integer.MAX_VALUE);
    }

    int taken() {
        return taken.get();
    }

    @Override
    public boolean hasNext() {
        return taken.get() < end;
    }

    @Override
    public Integer next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + end + " elements were taken");
        }
        return taken.getAndIncrement();
    }
}
