package dev.tandem.internal.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the parent answers to a {@link Fetch}: {@code number (4) result (1) origin (4) length of the text (4) text (UTF-8)
 * bytes}.
 *
 * @param number the number of the question
 * @param result how it was answered
 * @param origin of a class, where it really comes from
 * @param text of a class, the place of its code, empty if it has none; or why there is nothing
 * @param bytes of a class, its class file; of resources, what {@link FetchedResources} makes of them
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
public record Fetched(int number, Result result, int origin, String text, byte[] bytes) {
    private static final byte[] NOTHING = {};
    private static final int HEADER = Integer.BYTES + 1 + Integer.BYTES + Integer.BYTES;

    /** The answers there are. The order is part of the wire format. */
    public enum Result {
        /** There is nothing, and the text says why. */
        NOTHING,
        /** The worker has it itself: it is on the class path, or of the JDK. */
        OWN,
        /** A class. */
        CLASS,
        /** Resources. */
        RESOURCES,
        /** Whether there is something is not known, or it cannot be had, and the text says why. */
        FAILED
    }

    /** There is nothing. */
    public static Fetched nothing(int number, String why) {
        return new Fetched(number, Result.NOTHING, 0, why, NOTHING);
    }

    /** It could not be looked for, or not be read, or is not to be taken from anywhere else. */
    public static Fetched failed(int number, String why) {
        return new Fetched(number, Result.FAILED, 0, why, NOTHING);
    }

    /** The worker has it itself. */
    public static Fetched own(int number) {
        return new Fetched(number, Result.OWN, 0, "", NOTHING);
    }

    /** The largest class file, or resources, that fit into a frame with any text. */
    public static final int MOST_BYTES = Frame.MAX_LENGTH - 128 * 1024;

    /** Whether a class file or resources of a size fit. */
    public static boolean fits(long bytes) {
        return bytes <= MOST_BYTES;
    }

    /** The answer as a frame. */
    public Frame toFrame() {
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(HEADER + words.length + bytes.length)
                .putInt(number)
                .put((byte) result.ordinal())
                .putInt(origin)
                .putInt(words.length)
                .put(words)
                .put(bytes);
        return new Frame(Frame.Type.FETCHED, all.array());
    }

    /** The answer in a frame. */
    public static Fetched of(Frame frame) {
        byte[] payload = frame.payload();
        if (frame.type() != Frame.Type.FETCHED || payload.length < HEADER) {
            throw frame.refusal("malformed answer about a class or resource");
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        int number = in.getInt();
        int result = in.get();
        int origin = in.getInt();
        int length = in.getInt();
        Result[] results = Result.values();
        if (result < 0 || result >= results.length || origin < 0 || length < 0 || length > in.remaining()) {
            throw frame.refusal("malformed answer about a class or resource");
        }
        String text = new String(payload, HEADER, length, StandardCharsets.UTF_8);
        byte[] bytes = new byte[payload.length - HEADER - length];
        System.arraycopy(payload, HEADER + length, bytes, 0, bytes.length);
        return new Fetched(number, results[result], origin, text, bytes);
    }
}
