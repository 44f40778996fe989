package dev.tandem.internal.codec;

import java.io.IOException;

/** A value that is too large for a payload could not be written to a file, most likely because there is no room. */
public final class AttachmentException extends IOException {
    private static final long serialVersionUID = 1L;

    AttachmentException(String message, IOException cause) {
        super(message, cause);
    }
}
