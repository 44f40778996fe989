package dev.tandem.internal.codec;

/** The first byte of a value. The numbers are the wire format. */
final class ValueTag {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int BYTE = 3;
    static final int SHORT = 4;
    static final int CHARACTER = 5;
    static final int INTEGER = 6;
    static final int LONG = 7;
    static final int FLOAT = 8;
    static final int DOUBLE = 9;
    static final int STRING = 10;

    /** A number of elements, then the elements in little-endian order. */
    static final int BOOLEAN_ARRAY = 11;

    static final int BYTE_ARRAY = 12;
    static final int SHORT_ARRAY = 13;
    static final int CHAR_ARRAY = 14;
    static final int INT_ARRAY = 15;
    static final int LONG_ARRAY = 16;
    static final int FLOAT_ARRAY = 17;
    static final int DOUBLE_ARRAY = 18;

    /** An object as the JDK serializes it, after the number of its bytes. */
    static final int OBJECT = 19;

    /** In a chunk only: what {@link FailureEncoder} writes. */
    static final int ELEMENT_FAILURE = 20;

    /** A chunk: the tag of its elements ({@link #OBJECT} for mixed ones), their number, the elements. */
    static final int CHUNK = 21;

    /** The class, then the components: primitive ones as they are, others as values. */
    static final int RECORD = 22;

    /** The class and which of its constants. */
    static final int ENUM = 23;

    /** A {@link StandardForm} and what it holds. */
    static final int STANDARD = 24;

    /** In a chunk only: a number of bytes, then a value that takes so many. */
    static final int SIZED = 25;

    /** The tag of an array of primitives, the number of elements, where they start in the attachment. */
    static final int ATTACHED_ARRAY = 40;

    /** What kind of byte buffer, how many bytes, then the bytes or where they start in the attachment. */
    static final int BYTE_BUFFER = 41;

    private ValueTag() {}
}
