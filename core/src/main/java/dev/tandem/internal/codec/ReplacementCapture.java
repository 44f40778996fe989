package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A JDK stream that writes nothing, but tells what an object is replaced with. Needs no access to its class. */
final class ReplacementCapture extends ObjectOutputStream {
    private @Nullable Object replacement;
    private boolean captured;

    private ReplacementCapture() throws IOException {
        super(OutputStream.nullOutputStream());
        enableReplaceObject(true);
    }

    /** Returns what {@code writeReplace} of an object returns, or the object itself. */
    static @Nullable Object of(Object object) throws IOException {
        ReplacementCapture stream = new ReplacementCapture();
        stream.writeObject(object);
        return stream.replacement;
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) {
        if (!captured) {
            captured = true;
            replacement = object;
        }
        return null;
    }
}
