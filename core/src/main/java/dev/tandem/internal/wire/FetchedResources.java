package dev.tandem.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The resources of one name that a class loader of the parent finds: {@code own (1) count (4)}, and for each {@code length
 * of its place (4) place (UTF-8) length (4) bytes}; where it could not be read, the length is that of the reason, negative.
 *
 * @param own where those belong that the worker finds on its own class path
 * @param others the other ones
 */
public record FetchedResources(Own own, List<Resource> others) {
    /** Where the resources belong that both sides have. The order is part of the wire format. */
    public enum Own {
        /** The loader does not find them. */
        NOWHERE,
        /** Before the others. */
        FIRST,
        /** After the others. */
        LAST
    }

    /**
     * A resource.
     *
     * @param place where it is in the parent, for messages
     * @param bytes what is in it, empty if that could not be read
     * @param problem why it could not be read, empty if it was
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record Resource(String place, byte[] bytes, String problem) {}

    /** How many bytes it takes. */
    public long size() {
        long size = 1L + Integer.BYTES;
        for (Resource resource : others) {
            size += 2L * Integer.BYTES
                    + 3L * resource.place().length()
                    + 3L * resource.problem().length()
                    + resource.bytes().length;
        }
        return size;
    }

    /** The resources as bytes, which must fit into a frame. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate((int) size());
        out.put((byte) own.ordinal()).putInt(others.size());
        for (Resource resource : others) {
            byte[] place = resource.place().getBytes(StandardCharsets.UTF_8);
            byte[] problem = resource.problem().getBytes(StandardCharsets.UTF_8);
            out.putInt(place.length).put(place);
            if (problem.length > 0) {
                out.putInt(-problem.length).put(problem);
            } else {
                out.putInt(resource.bytes().length).put(resource.bytes());
            }
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** The resources in an answer. */
    public static FetchedResources of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Own[] places = Own.values();
        int own = in.hasRemaining() ? in.get() : -1;
        if (own < 0 || own >= places.length || in.remaining() < Integer.BYTES) {
            throw malformed(bytes);
        }
        int count = in.getInt();
        List<Resource> others = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String place = new String(next(in, length(in, bytes), bytes), StandardCharsets.UTF_8);
            int length = length(in, bytes);
            byte[] content = next(in, length < 0 ? -length : length, bytes);
            others.add(
                    length < 0
                            ? new Resource(place, new byte[0], new String(content, StandardCharsets.UTF_8))
                            : new Resource(place, content, ""));
        }
        return new FetchedResources(places[own], others);
    }

    private static int length(ByteBuffer in, byte[] bytes) {
        if (in.remaining() < Integer.BYTES) {
            throw malformed(bytes);
        }
        return in.getInt();
    }

    private static byte[] next(ByteBuffer in, int length, byte[] bytes) {
        if (length < 0 || length > in.remaining()) {
            throw malformed(bytes);
        }
        byte[] next = new byte[length];
        in.get(next);
        return next;
    }

    private static ProtocolException malformed(byte[] bytes) {
        return new ProtocolException(
                "malformed resources: length=" + bytes.length + Frame.firstBytes(bytes, bytes.length));
    }
}
