package dev.tandem.internal.codec;

import java.io.InvalidClassException;

/** A class that a filter has refused, and the filter could say why. */
final class RefusedClassException extends InvalidClassException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which class, and what can be done
     */
    RefusedClassException(String message) {
        super(message);
    }
}
