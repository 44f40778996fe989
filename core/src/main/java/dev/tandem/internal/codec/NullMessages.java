package dev.tandem.internal.codec;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the messages of null pointer exceptions: which reference was null is not a field of the exception, but computed
 * from the code that threw it, which the reading JVM cannot do.
 */
final class NullMessages {
    /** The copies, so that one exception stays one; null as long as there is none. */
    private @Nullable IdentityHashMap<NullPointerException, NullPointerException> copies;

    /** Returns a copy that has the message as its own, or the exception itself if it has none. */
    NullPointerException tell(NullPointerException failure) {
        String message = failure.getMessage();
        if (message == null) {
            return failure;
        }
        IdentityHashMap<NullPointerException, NullPointerException> known = copies;
        if (known == null) {
            known = new IdentityHashMap<>();
            copies = known;
        }
        NullPointerException copy = known.get(failure);
        if (copy == null) {
            copy = copy(failure, message);
            known.put(failure, copy);
            known.put(copy, copy);
        }
        return copy;
    }

    private static NullPointerException copy(NullPointerException failure, String message) {
        NullPointerException copy = new NullPointerException(message);
        Throwable cause = failure.getCause();
        if (cause != null) {
            copy.initCause(cause);
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            copy.addSuppressed(suppressed);
        }
        copy.setStackTrace(failure.getStackTrace());
        return copy;
    }
}
