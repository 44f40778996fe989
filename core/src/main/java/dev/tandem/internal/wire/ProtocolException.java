package dev.tandem.internal.wire;

/** The other side broke the protocol. There is no way to go on with it. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception that says what was expected and what came. */
    public ProtocolException(String message) {
        super(message);
    }
}
