package dev.tandem.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A log record of a worker, all of it text of bounded length.
 *
 * @param sequence the sequence number of the task that made it, or {@link MarkReader#NOBODY}
 * @param time when it was made
 * @param severity its level, as {@code java.util.logging} counts
 * @param logger the name of the logger
 * @param source the class and the method that made it, empty if they are not known
 * @param thread the name of the thread
 * @param message the message, with its parameters
 * @param thrown what was thrown and its causes
 */
public record LogEntry(
        long sequence,
        Instant time,
        int severity,
        String logger,
        String source,
        String thread,
        String message,
        List<Thrown> thrown) {
    /** How many records of a worker may be on the way. More lets handlers fall further behind; each takes memory. */
    public static final int MOST_ON_THE_WAY = 256;

    /** How many bytes of them, but for a single one: a socket takes as much at once. */
    public static final int MOST_BYTES_ON_THE_WAY = 160 * 1024;

    /** What a frame takes besides its payload while it is on the way. */
    public static final int OVERHEAD = 1024;

    /** The longest payload. */
    static final int MOST_BYTES = 256 * 1024;

    private static final int LONGEST_MESSAGE = 16 * 1024;
    private static final int LONGEST_NAME = 250;
    private static final int LONGEST_THROWN = 2000;
    private static final int MOST_THROWN = 8;
    private static final int MOST_FRAMES = 200;

    /** From this length on, no more frames of a stack are added. */
    private static final int FULL = 128 * 1024;

    /**
     * Something that was thrown.
     *
     * @param text what {@code toString} says of it
     * @param stack its stack
     */
    public record Thrown(String text, List<StackTraceElement> stack) {}

    /** The record as a frame; what is too long is cut off. */
    public Frame toFrame() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(sequence);
            out.writeLong(time.getEpochSecond());
            out.writeInt(time.getNano());
            out.writeInt(severity);
            out.writeUTF(cut(logger, LONGEST_NAME));
            out.writeUTF(cut(source, 2 * LONGEST_NAME));
            out.writeUTF(cut(thread, LONGEST_NAME));
            out.writeUTF(cut(message, LONGEST_MESSAGE));
            int count = Math.min(thrown.size(), MOST_THROWN);
            out.writeByte(count);
            for (Thrown each : thrown.subList(0, count)) {
                out.writeUTF(cut(each.text, LONGEST_THROWN));
                for (int i = 0; i < each.stack.size() && i < MOST_FRAMES && out.size() < FULL; i++) {
                    out.writeBoolean(true);
                    write(out, each.stack.get(i));
                }
                out.writeBoolean(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Frame(Frame.Type.LOG, bytes.toByteArray());
    }

    private static void write(DataOutputStream out, StackTraceElement frame) throws IOException {
        out.writeUTF(cut(frame.getClassName(), LONGEST_NAME));
        out.writeUTF(cut(frame.getMethodName(), LONGEST_NAME));
        out.writeUTF(frame.getFileName() == null ? "" : cut(frame.getFileName(), LONGEST_NAME));
        out.writeInt(frame.getLineNumber());
    }

    /** The beginning of a text, with how much is missing if it is not all of it. */
    private static String cut(String text, int longest) {
        return text.length() <= longest
                ? text
                : text.substring(0, longest)
                        .concat(" ... ")
                        .concat(Integer.toString(text.length() - longest))
                        .concat(" characters more");
    }

    /** The record in a frame. */
    public static LogEntry of(Frame frame) {
        if (frame.payload().length > MOST_BYTES) {
            throw frame.refusal("log record too long");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.payload()))) {
            long sequence = in.readLong();
            long seconds = in.readLong();
            int nanos = in.readInt();
            if (Math.abs(seconds / 2) > Integer.MAX_VALUE || nanos < 0 || nanos > 999_999_999) {
                throw frame.refusal("log record of no time");
            }
            return new LogEntry(
                    sequence,
                    Instant.ofEpochSecond(seconds, nanos),
                    in.readInt(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    thrown(in, frame));
        } catch (IOException e) {
            throw frame.refusal("malformed log record");
        }
    }

    @SuppressWarnings("NullAway") // a stack frame may have no file name
    private static List<Thrown> thrown(DataInputStream in, Frame frame) throws IOException {
        int count = in.readByte();
        if (count < 0 || count > MOST_THROWN) {
            throw frame.refusal("log record with too many causes");
        }
        List<Thrown> thrown = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String text = in.readUTF();
            List<StackTraceElement> stack = new ArrayList<>();
            while (in.readBoolean()) {
                if (stack.size() == MOST_FRAMES) {
                    throw frame.refusal("log record with too deep a stack");
                }
                String type = in.readUTF();
                String method = in.readUTF();
                String file = in.readUTF();
                stack.add(new StackTraceElement(type, method, file.isEmpty() ? null : file, in.readInt()));
            }
            thrown.add(new Thrown(text, stack));
        }
        return thrown;
    }
}
