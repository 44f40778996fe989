package dev.tandem.internal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CodecOutput} wrote from a range of bytes. Every reader throws {@link MalformedPayloadException} if
 * the bytes do not suffice, and none allocates more than they can fill. Not thread-safe.
 */
public final class CodecInput {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private final @Nullable AttachmentInput attachment;
    private int position;

    /**
     * Creates an input.
     *
     * @param bytes holds the range; not copied
     * @param offset where the range starts
     * @param length how long it is
     */
    public CodecInput(byte[] bytes, int offset, int length) {
        this(bytes, offset, length, null);
    }

    /**
     * Creates an input that refers to an attachment.
     *
     * @param bytes holds the range; not copied
     * @param offset where the range starts
     * @param length how long it is
     * @param attachment what was too large for the range, null if nothing was
     */
    CodecInput(byte[] bytes, int offset, int length, @Nullable AttachmentInput attachment) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.attachment = attachment;
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    /** Reads one byte, signed. */
    public byte readByte() {
        return bytes[skip(1)];
    }

    /** Reads 2 bytes. */
    public short readShort() {
        return (short) SHORTS.get(bytes, skip(2));
    }

    /** Reads 4 bytes. */
    public int readInt() {
        return (int) INTS.get(bytes, skip(4));
    }

    /** Reads 8 bytes. */
    public long readLong() {
        return (long) LONGS.get(bytes, skip(8));
    }

    /** Reads what {@link CodecOutput#writeVarInt} wrote. */
    public int readVarInt() {
        long value = readVarLong();
        if (value >>> 32 != 0) {
            throw new MalformedPayloadException("a number must fit into 32 bits: number=" + value);
        }
        return (int) value;
    }

    /** Reads what {@link CodecOutput#writeVarLong} wrote. */
    public long readVarLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedPayloadException("a number must end within 10 bytes: position=" + position);
    }

    /**
     * Reads how many elements follow.
     *
     * @param elementBytes the least bytes that each of them takes
     * @return the number, which the bytes that are left suffice for
     */
    public int readCount(int elementBytes) {
        return checkCount(readVarLong(), elementBytes);
    }

    /** Reads what {@link CodecOutput#writeUtf} wrote. */
    public String readUtf() {
        long header = readVarLong();
        boolean wide = (header & 1) != 0;
        int length = checkCount(header >>> 1, wide ? 2 : 1);
        if (!wide) {
            return new String(bytes, skip(length), length, StandardCharsets.ISO_8859_1);
        }
        int at = skip(2 * length);
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) (short) SHORTS.get(bytes, at + 2 * i);
        }
        return new String(chars);
    }

    /** Reads bytes as they are. */
    public byte[] readBytes(int length) {
        int at = skip(length);
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    /** Steps over bytes and returns an input of them alone. */
    CodecInput part(int length) {
        return new CodecInput(bytes, skip(length), length, attachment);
    }

    /** Returns the attachment, which there must be. */
    AttachmentInput attachment() {
        AttachmentInput there = attachment;
        if (there == null) {
            throw new MalformedPayloadException("a payload must not refer to a file where there is none");
        }
        return there;
    }

    /** Returns the attachment, null if there is none. */
    @Nullable
    AttachmentInput attachmentOrNull() {
        return attachment;
    }

    /** Returns how many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /** Returns the array that holds the range. */
    byte[] array() {
        return bytes;
    }

    /** Steps over bytes and returns where they start in {@link #array()}. */
    int skip(int length) {
        if (length < 0 || length > end - position) {
            throw new MalformedPayloadException(
                    "a payload must hold what it announces: announced=" + length + ", remaining=" + (end - position));
        }
        int at = position;
        position += length;
        return at;
    }

    /** Returns where the next byte is in {@link #array()}. */
    int position() {
        return position;
    }

    /** Moves to where this input was before, or to the end of bytes that were stepped over before. */
    void position(int at) {
        position = at;
    }

    /** Requires that nothing is left. */
    void ensureEnd() {
        if (position != end) {
            throw new MalformedPayloadException("a payload must end with its content: remaining=" + (end - position));
        }
    }

    private int checkCount(long count, int elementBytes) {
        if (count < 0 || count > (end - position) / elementBytes) {
            throw new MalformedPayloadException("a payload must hold what it announces: elements=" + count
                    + ", bytesEach=" + elementBytes + ", remaining=" + (end - position));
        }
        return (int) count;
    }
}
