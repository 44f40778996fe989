package dev.tandem.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a worker asks its parent for: {@code number (4) kind (1) origin (4) name (UTF-8)}.
 *
 * @param number the worker's number of the question; the answer has the same
 * @param kind what it is
 * @param origin the class loader of the parent that is to find it, 0 for the system's
 * @param name its name: of a class as {@code Class.getName} gives it, of resources with slashes
 */
public record Fetch(int number, Kind kind, int origin, String name) {
    /** How many questions a worker may have that were not answered yet. */
    public static final int MOST = 1024;

    /** The longest name, in bytes: a class file cannot hold a longer one. */
    public static final int LONGEST_NAME = 64 * 1024;

    private static final int HEADER = Integer.BYTES + 1 + Integer.BYTES;

    /** What can be asked for. The order is part of the wire format. */
    public enum Kind {
        /** A class. */
        CLASS,
        /** All resources of a name. */
        RESOURCES
    }

    /** The question as a frame. */
    public Frame toFrame() {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + text.length)
                .putInt(number)
                .put((byte) kind.ordinal())
                .putInt(origin)
                .put(text);
        return new Frame(Frame.Type.FETCH, bytes.array());
    }

    /** The question in a frame. */
    public static Fetch of(Frame frame) {
        byte[] payload = frame.payload();
        int length = payload.length - HEADER;
        if (frame.type() != Frame.Type.FETCH || length < 1 || length > LONGEST_NAME) {
            throw frame.refusal("malformed question for a class or resource");
        }
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        int number = bytes.getInt();
        int kind = bytes.get();
        int origin = bytes.getInt();
        Kind[] kinds = Kind.values();
        if (kind < 0 || kind >= kinds.length || origin < 0) {
            throw frame.refusal("malformed question for a class or resource");
        }
        return new Fetch(number, kinds[kind], origin, new String(payload, HEADER, length, StandardCharsets.UTF_8));
    }
}
