package dev.tandem.internal.codec;

/** Bytes that no encoder of this package can have written. Unchecked; turned into a task's failure by the decoders. */
public final class MalformedPayloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message the rule that was broken, then the values
     */
    public MalformedPayloadException(String message) {
        super(message);
    }
}
