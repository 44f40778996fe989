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
 * What tasks have changed in a worker for those that come after them.
 *
 * @param lines a line for each change
 */
public record Changes(List<String> lines) {
    private static final int MOST = 1000;

    /** The longest line: what tasks choose, such as the name of a thread, has no bounds. */
    private static final int LONGEST = 500;

    /** The changes as a frame. */
    public Frame toFrame() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            int count = Math.min(lines.size(), MOST);
            out.writeInt(count);
            for (String line : lines.subList(0, count)) {
                out.writeUTF(line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Frame(Frame.Type.CHANGES, bytes.toByteArray());
    }

    /** The changes in a frame. */
    public static Changes of(Frame frame) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.payload()))) {
            int count = in.readInt();
            if (count < 0 || count > MOST) {
                throw new ProtocolException("too many changes: count=" + count + ", most=" + MOST);
            }
            List<String> lines = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                lines.add(in.readUTF());
            }
            return new Changes(List.copyOf(lines));
        } catch (IOException e) {
            throw new ProtocolException("malformed changes: " + e.getMessage());
        }
    }
}
