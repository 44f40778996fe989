package dev.tandem.internal.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A message on the control socket: {@code length (4) type (1) payload}, the length counting type and payload.
 *
 * @param type what it is
 * @param payload its content
 */
public record Frame(Type type, byte[] payload) {
    /** The longest frame that is accepted: initializers travel in one. */
    public static final int MAX_LENGTH = 64 * 1024 * 1024;

    /** The longest frame that is accepted from somebody who has not shown the token yet. */
    public static final int MAX_HELLO_LENGTH = 256;

    /** How many bytes of what makes no sense are quoted. */
    private static final int QUOTED = 16;

    /** The kinds of messages. The order is part of the wire format. */
    public enum Type {
        /** Worker: who it is. */
        HELLO,
        /** Parent: what the worker needs to know in order to start. */
        CONFIG,
        /** Worker: it is ready for tasks. */
        READY,
        /** Worker: its initializer failed. Payload: an encoded failure. */
        INIT_FAILED,
        /** Parent: interrupt the task. Payload: its sequence number. */
        INTERRUPT,
        /** Parent: tell where the task is. Payload: its sequence number. */
        STACK_REQUEST,
        /** Worker: where the task is. */
        STACK,
        /** Worker: the JVM is shutting down. */
        EXITING,
        /** Worker: what tasks have changed in it for those that come after them. */
        CHANGES,
        /** Worker: it was asked to end, and would do so when its tasks have ended. */
        DRAIN,
        /** Parent: end now, whatever is running. */
        EXIT,
        /** Worker: give me a class or resources that I do not have. */
        FETCH,
        /** Parent: here they are, or why not. */
        FETCHED,
        /** Parent: let go of a shared value. Payload: its number. */
        UNSHARE,
        /** Worker: a log record. */
        LOG
    }

    /** A frame that carries one number. */
    public static Frame ofNumber(Type type, long number) {
        return new Frame(type, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** The number that the frame carries. */
    public long number() {
        if (payload.length != Long.BYTES) {
            throw new ProtocolException(
                    "frame " + type + " must carry a number: length=" + payload.length + firstBytes());
        }
        return ByteBuffer.wrap(payload).getLong();
    }

    /** The frame as bytes. */
    public ByteBuffer encode() {
        return ByteBuffer.allocate(Integer.BYTES + 1 + payload.length)
                .putInt(1 + payload.length)
                .put((byte) type.ordinal())
                .put(payload)
                .flip();
    }

    /** A refusal of the frame that says why and quotes the beginning of its payload. */
    public ProtocolException refusal(String reason) {
        return new ProtocolException(reason + ": type=" + type + ", length=" + payload.length + firstBytes());
    }

    /** The end of a message that quotes the payload. */
    String firstBytes() {
        return firstBytes(payload, payload.length);
    }

    /** The end of a message that quotes what has come. */
    static String firstBytes(byte[] bytes, int length) {
        return ", first bytes=" + HexFormat.of().formatHex(bytes, 0, Math.min(QUOTED, length));
    }

    /** The type of a number, or null if it is none's. */
    static @Nullable Type typeOf(int ordinal) {
        Type[] types = Type.values();
        return ordinal < 0 || ordinal >= types.length ? null : types[ordinal];
    }
}
