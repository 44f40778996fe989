package dev.tandem.internal.codec;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A growing array of bytes with writers for little-endian values. Not thread-safe; reused after {@link #reset()}. */
public final class CodecOutput extends OutputStream {
    /** Smaller: more copying while a payload grows. Larger: more garbage per small task. */
    private static final int DEFAULT_CAPACITY = 64;

    /** A buffer that grew beyond this is let go by {@link #reset()}, else one large payload would hold it for ever. */
    private static final int KEPT_CAPACITY = 1 << 20;

    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ClassIds classes;
    private byte[] buffer;
    private int size;

    /** The highest id of a class that was written. */
    private int classesUsed;

    /** Makes the attachment when it is needed, null if there is to be none. */
    private @Nullable Supplier<AttachmentOutput> attachments;

    private @Nullable AttachmentOutput attachment;

    /** Creates an output for a small payload. */
    public CodecOutput() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * Creates an output.
     *
     * @param capacity the bytes that fit before it grows
     */
    public CodecOutput(int capacity) {
        this(capacity, ClassIds.NONE);
    }

    CodecOutput(ClassIds classes) {
        this(DEFAULT_CAPACITY, classes);
    }

    private CodecOutput(int capacity, ClassIds classes) {
        this.buffer = new byte[capacity];
        this.classes = classes;
    }

    /** Returns the classes that the reader of the payload can be told about. */
    ClassIds classes() {
        return classes;
    }

    /** Notes that a reader must know this class, and all before it. */
    void usesClass(int id) {
        classesUsed = Math.max(classesUsed, id);
    }

    /** Returns how many classes a reader must have been told about. */
    public int classesUsed() {
        return classesUsed;
    }

    /** Lets large values go into an attachment, which is made when the first one comes; null for none. */
    public void attachTo(@Nullable Supplier<AttachmentOutput> maker) {
        attachments = maker;
    }

    /** Whether large values can go into an attachment. */
    boolean canAttach() {
        return attachments != null;
    }

    /** Returns the attachment, which {@link #canAttach} must have told to be possible. */
    AttachmentOutput attachment() {
        AttachmentOutput made = attachment;
        if (made == null) {
            made = Objects.requireNonNull(attachments, "attachments").get();
            attachment = made;
        }
        return made;
    }

    /** Returns the attachment if there is one and forgets it: the caller closes it. */
    public @Nullable AttachmentOutput takeAttachment() {
        AttachmentOutput taken = attachment;
        attachment = null;
        return taken;
    }

    /** Writes one byte. */
    public void writeByte(int value) {
        ensureRoom(1);
        buffer[size++] = (byte) value;
    }

    /** Writes 2 bytes. */
    public void writeShort(int value) {
        ensureRoom(2);
        SHORTS.set(buffer, size, (short) value);
        size += 2;
    }

    /** Writes 4 bytes. */
    public void writeInt(int value) {
        ensureRoom(4);
        putInt(size, value);
        size += 4;
    }

    /** Writes 8 bytes. */
    public void writeLong(long value) {
        ensureRoom(8);
        putLong(size, value);
        size += 8;
    }

    /** Writes an int in 1 to 5 bytes, short if it is small and not negative. */
    public void writeVarInt(int value) {
        writeVarLong(value & 0xFFFF_FFFFL);
    }

    /** Writes a long in 1 to 10 bytes, short if it is small and not negative. */
    public void writeVarLong(long value) {
        ensureRoom(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
    }

    /** Writes a string of any content: one byte for each character, two if one of them is beyond Latin-1. */
    public void writeUtf(String value) {
        int length = value.length();
        int start = size;
        writeVarLong((long) length << 1);
        ensureRoom(length);
        int at = size;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c > 0xFF) {
                size = start;
                writeWide(value);
                return;
            }
            buffer[at++] = (byte) c;
        }
        size = at;
    }

    private void writeWide(String value) {
        int length = value.length();
        writeVarLong(((long) length << 1) | 1);
        ensureRoom(2L * length);
        for (int i = 0; i < length; i++) {
            SHORTS.set(buffer, size, (short) value.charAt(i));
            size += 2;
        }
    }

    /** Writes bytes as they are, without their number. */
    public void writeBytes(byte[] bytes, int offset, int length) {
        ensureRoom(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
    }

    @Override
    public void write(int value) {
        writeByte(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        writeBytes(bytes, offset, length);
    }

    /** Returns how many bytes were written. */
    public int size() {
        return size;
    }

    /** Returns the array behind this output: the first {@link #size()} bytes count, until the next write. */
    public byte[] buffer() {
        return buffer;
    }

    /** Returns a copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }

    /** Forgets what was written, with the attachment. */
    public void reset() {
        truncate(0);
        classesUsed = 0;
        AttachmentOutput dropped = takeAttachment();
        if (dropped != null) {
            dropped.discard();
        }
        if (buffer.length > KEPT_CAPACITY) {
            buffer = new byte[DEFAULT_CAPACITY];
        }
    }

    /** Forgets what was written after the first bytes. */
    void truncate(int newSize) {
        size = newSize;
    }

    /** How many bytes were written to the attachment. */
    long attached() {
        AttachmentOutput there = attachment;
        return there == null ? 0 : there.position();
    }

    /** Forgets what was written after the first bytes here and in the attachment, and that something could not be. */
    void rollBack(int newSize, long newAttached) {
        truncate(newSize);
        AttachmentOutput there = attachment;
        if (there == null) {
            return;
        }
        there.rollBack(newAttached);
        if (newAttached == 0) {
            there.discard();
            attachment = null;
        }
    }

    /** Returns what was written without copying it if it fills the buffer; this output is not used any more. */
    byte[] detach() {
        return buffer.length == size ? buffer : toByteArray();
    }

    /** Overwrites 4 bytes that were written before. */
    void putInt(int at, int value) {
        INTS.set(buffer, at, value);
    }

    /** Overwrites 8 bytes that were written before. */
    void putLong(int at, long value) {
        LONGS.set(buffer, at, value);
    }

    /** Makes room for bytes that the caller puts into {@link #buffer()} itself, and returns where they go. */
    int claim(long length) {
        ensureRoom(length);
        int at = size;
        size += (int) length;
        return at;
    }

    private void ensureRoom(long length) {
        if (buffer.length - size < length) {
            grow(length);
        }
    }

    private void grow(long length) {
        long wanted = size + length;
        if (wanted > MAX_CAPACITY) {
            throw new IllegalStateException("a payload must be smaller than 2 GiB: bytes=" + wanted);
        }
        buffer = Arrays.copyOf(buffer, (int) Math.max(wanted, Math.min(2L * buffer.length, MAX_CAPACITY)));
    }
}
