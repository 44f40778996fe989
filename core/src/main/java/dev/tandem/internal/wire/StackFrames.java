package dev.tandem.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a task is, as a worker tells it on request.
 *
 * @param sequence the sequence number of the task that was asked for
 * @param stack its stack, innermost frame first; empty if the task was no longer running
 */
public record StackFrames(long sequence, List<StackTraceElement> stack) {
    private static final int MOST = 200;

    /** The answer as a frame. */
    public Frame toFrame() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(sequence);
            int count = Math.min(stack.size(), MOST);
            out.writeInt(count);
            for (StackTraceElement frame : stack.subList(0, count)) {
                out.writeUTF(frame.getClassName());
                out.writeUTF(frame.getMethodName());
                out.writeUTF(frame.getFileName() == null ? "" : frame.getFileName());
                out.writeInt(frame.getLineNumber());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Frame(Frame.Type.STACK, bytes.toByteArray());
    }

    /** The answer in a frame. */
    @SuppressWarnings("NullAway") // a stack frame may have no file name
    public static StackFrames of(Frame frame) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.payload()))) {
            long sequence = in.readLong();
            int count = in.readInt();
            if (count < 0 || count > MOST) {
                throw new ProtocolException("stack too deep: frames=" + count + frame.firstBytes());
            }
            List<StackTraceElement> stack = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String type = in.readUTF();
                String method = in.readUTF();
                String file = in.readUTF();
                stack.add(new StackTraceElement(type, method, file.isEmpty() ? null : file, in.readInt()));
            }
            return new StackFrames(sequence, stack);
        } catch (IOException e) {
            throw frame.refusal("malformed stack");
        }
    }
}
