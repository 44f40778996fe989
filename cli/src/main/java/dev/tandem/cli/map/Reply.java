package dev.tandem.cli.map;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;


/**
 * What became of one call, as it comes from a worker. Nothing of the user's classes is in it, so that they need not be in
 * the JVM of the command.
 *
 * <pre>
 *  byte 0     1 .. 8       9 ..
 *  +------+-----------+-------------------------------------------------------+
 *  | kind | nanos     | result; or int length, reason, stack trace (UTF-8)    |
 *  +------+-----------+-------------------------------------------------------+
 * </pre>
 *
 * @param kind what became of it
 * @param nanos how long it took
 * @param result the result
 * @param reason why it failed
 * @param trace the stack trace of the failure
 */
record Reply(Kind kind, long nanos, byte[] result, String reason, String trace) {
    /** What became of a call. */
    enum Kind {
        /** A result that is ended as lines are. */
        RESULT,
        /** A result that is given as it is. */
        RAW,
        /** No result: void, null, an empty Optional. */
        NOTHING,
        FAILED
    }

    private static final int HEADER = 9;
    private static final byte[] NONE = {};
    private static final int LONGEST_TRACE = 64 * 1024;

    static byte[] result(long nanos, byte[] bytes, boolean isRaw) {
        return encoded(isRaw ? Kind.RAW : Kind.RESULT, nanos, bytes.length)
                .put(bytes)
                .array();
    }

    static byte[] nothing(long nanos) {
        return encoded(Kind.NOTHING, nanos, 0).array();
    }

    static byte[] failure(long nanos, Throwable failure) {
        byte[] reason = reasonOf(failure).getBytes(StandardCharsets.UTF_8);
        byte[] trace = traceOf(failure).getBytes(StandardCharsets.UTF_8);
        return encoded(Kind.FAILED, nanos, 4 + reason.length + trace.length)
                .putInt(reason.length)
                .put(reason)
                .put(trace)
                .array();
    }

    private static ByteBuffer encoded(Kind kind, long nanos, int length) {
        return ByteBuffer.allocate(Math.addExact(HEADER, length))
                .put((byte) kind.ordinal())
                .putLong(nanos);
    }

    static Reply decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Kind kind = Kind.values()[in.get()];
        long nanos = in.getLong();
        if (kind != Kind.FAILED) {
            return new Reply(kind, nanos, kind == Kind.NOTHING ? NONE : rest(in), "", "");
        }
        byte[] reason = new byte[in.getInt()];
        in.get(reason);
        return new Reply(
                kind,
                nanos,
                NONE,
                new String(reason, StandardCharsets.UTF_8),
                new String(rest(in), StandardCharsets.UTF_8));
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }

    private static String reasonOf(Throwable failure) {
        try {
            return failure.toString();
        } catch (Throwable broken) {
            return failure.getClass().getName() + " (its message cannot be had: "
                    + broken.getClass().getName() + ")";
        }
    }

    /** The stack trace, down to where the command called the user's function. */
    private static String traceOf(Throwable failure) {
        StringWriter text = new StringWriter();
        try {
            failure.printStackTrace(new PrintWriter(text, true));
        } catch (Throwable broken) {
            return "";
        }
        StringBuilder kept = new StringBuilder();
        boolean below = false;
        for (String line : text.toString().lines().toList()) {
            boolean isFrame = line.strip().startsWith("at ") || line.strip().startsWith("... ");
            below = isFrame && (below || isOfTheCommand(line));
            if (!below && kept.length() < LONGEST_TRACE) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }

    private static boolean isOfTheCommand(String frame) {
        return frame.contains("dev.tandem.cli.map.Invocation.")
                || frame.contains("jdk.internal.reflect.")
                || frame.contains("java.lang.reflect.");
    }
}
