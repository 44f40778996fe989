package dev.tandem.internal.codec;

import java.io.Serializable;

/** What stands in a JDK stream for a large array of primitives, which lies in the attachment. */
final class AttachedArray implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The tag of the array's type. */
    final byte tag;

    /** How many elements it has. */
    final int length;

    /** Where it starts in the attachment. */
    final long offset;

    AttachedArray(int tag, int length, long offset) {
        this.tag = (byte) tag;
        this.length = length;
        this.offset = offset;
    }
}
