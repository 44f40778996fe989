package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** Where there is nothing to tell apart. */
final class OneOrigin implements ClassOrigins {
    @Override
    public int of(Class<?> type) {
        return 0;
    }

    @Override
    public int ofLoader(@Nullable ClassLoader loader) {
        return 0;
    }

    @Override
    public ClassLoader loader(int origin, String className) {
        throw new MalformedPayloadException(
                "a class must come from a known class loader: class=" + className + ", origin=" + origin);
    }

    @Override
    public @Nullable ClassLoader last() {
        return null;
    }

    @Override
    public boolean areHeld() {
        return true;
    }

    @Override
    public void functionRead(Object function) {
        // nothing depends on it
    }

    @Override
    public void newsCame() {
        // nothing depends on it
    }
}
