package dev.tandem.internal.wire;

import java.nio.ByteBuffer;

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
        EXIT
    }

    /** A frame that carries one number. */
    public static Frame ofNumber(Type type, long number) {
        return new Frame(type, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** The number that the frame carries. */
    public long number() {
        if (payload.length != Long.BYTES) {
            throw new ProtocolException("frame " + type + " must carry a number: length=" + payload.length);
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

    static Type typeOf(int ordinal) {
        Type[] types = Type.values();
        if (ordinal < 0 || ordinal >= types.length) {
            throw new ProtocolException("unknown frame type: type=" + ordinal);
        }
        return types[ordinal];
    }
}
