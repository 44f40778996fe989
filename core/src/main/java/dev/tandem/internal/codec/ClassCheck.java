package dev.tandem.internal.codec;

import java.io.ObjectInputFilter;

/** Asks a filter about a class that is rebuilt outside a JDK stream. */
record ClassCheck(Class<?> serialClass) implements ObjectInputFilter.FilterInfo {
    @Override
    public long arrayLength() {
        return -1;
    }

    @Override
    public long depth() {
        return 1;
    }

    @Override
    public long references() {
        return 1;
    }

    @Override
    public long streamBytes() {
        return 0;
    }
}
