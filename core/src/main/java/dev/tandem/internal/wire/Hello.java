package dev.tandem.internal.wire;

import java.nio.ByteBuffer;

/**
 * The first frame on each of a worker's sockets: {@code magic (8) version (4) role (1) worker (4) lane (4)
 * pid (8) nanoTime (8) token (32)}.
 *
 * @param role what the socket is for
 * @param worker the number of the worker
 * @param lane the lane of a bell, 0 for the control socket
 * @param pid the process of the worker
 * @param nanoTime the worker's clock
 * @param token the secret that the parent gave the worker on its standard input
 */
public record Hello(Role role, int worker, int lane, long pid, long nanoTime, byte[] token) {
    /** The length of a token: 256 bits. */
    public static final int TOKEN_LENGTH = 32;

    private static final int LENGTH = 8 + 4 + 1 + 4 + 4 + 8 + 8 + TOKEN_LENGTH;

    /** What a socket is for. */
    public enum Role {
        /** Frames. */
        CONTROL,
        /** Single bytes that wake a sleeping reader of a ring. */
        BELL
    }

    /** The hello as a frame. */
    public Frame toFrame() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .putLong(RegionDescriptor.MAGIC)
                .putInt(RegionDescriptor.VERSION)
                .put((byte) role.ordinal())
                .putInt(worker)
                .putInt(lane)
                .putLong(pid)
                .putLong(nanoTime)
                .put(token);
        return new Frame(Frame.Type.HELLO, bytes.array());
    }

    /** The hello in a frame. */
    public static Hello of(Frame frame) {
        if (frame.type() != Frame.Type.HELLO || frame.payload().length != LENGTH) {
            throw frame.refusal("first frame must be a hello");
        }
        ByteBuffer bytes = ByteBuffer.wrap(frame.payload());
        long magic = bytes.getLong();
        int version = bytes.getInt();
        if (magic != RegionDescriptor.MAGIC) {
            throw frame.refusal("hello without the magic number");
        }
        if (version != RegionDescriptor.VERSION) {
            throw new ProtocolException(
                    "hello of another version: wanted: " + RegionDescriptor.VERSION + " actual: " + version);
        }
        int role = bytes.get();
        if (role < 0 || role >= Role.values().length) {
            throw new ProtocolException("unknown role: role=" + role);
        }
        int worker = bytes.getInt();
        int lane = bytes.getInt();
        long pid = bytes.getLong();
        long nanoTime = bytes.getLong();
        byte[] token = new byte[TOKEN_LENGTH];
        bytes.get(token);
        return new Hello(Role.values()[role], worker, lane, pid, nanoTime, token);
    }
}
