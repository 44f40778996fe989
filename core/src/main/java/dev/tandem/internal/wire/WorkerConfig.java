package dev.tandem.internal.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a worker needs to know in order to start.
 *
 * @param poolName the name of the pool
 * @param directory the directory of the worker's files
 * @param initializer an encoded function to run first, empty if there is none
 * @param exitHook an encoded function to run last, empty if there is none
 * @param carriers the encoded carriers of tasks' contexts, empty if there are none
 * @param inputFilter which classes it accepts in what it is sent, as a pattern of the JDK; empty for every class
 * @param logLevels the levels of its loggers, as properties of {@code java.util.logging}
 * @param isRecorded whether it records itself
 */
public record WorkerConfig(
        String poolName,
        String directory,
        byte[] initializer,
        byte[] exitHook,
        byte[] carriers,
        String inputFilter,
        String logLevels,
        boolean isRecorded) {
    /** The name in the directory of the file of a lane's shared memory. */
    public static String regionFile(int lane) {
        return "ring-" + lane;
    }

    /** The config as a frame. */
    public Frame toFrame() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(poolName);
            out.writeUTF(directory);
            out.writeInt(initializer.length);
            out.write(initializer);
            out.writeInt(exitHook.length);
            out.write(exitHook);
            out.writeInt(carriers.length);
            out.write(carriers);
            out.writeUTF(inputFilter);
            out.writeUTF(logLevels);
            out.writeBoolean(isRecorded);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Frame(Frame.Type.CONFIG, bytes.toByteArray());
    }

    /** The config in a frame. */
    public static WorkerConfig of(Frame frame) {
        if (frame.type() != Frame.Type.CONFIG) {
            throw frame.refusal("expected a config");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame.payload()))) {
            return new WorkerConfig(
                    in.readUTF(),
                    in.readUTF(),
                    bytes(in),
                    bytes(in),
                    bytes(in),
                    in.readUTF(),
                    in.readUTF(),
                    in.readBoolean());
        } catch (IOException e) {
            throw frame.refusal("malformed config");
        }
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException("length out of range: length=" + length);
        }
        return in.readNBytes(length);
    }
}
