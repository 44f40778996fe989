package dev.tandem.internal.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A payload that is too large for a record, in a file of its own. An encoded task lies in the pool's directory, is
 * written before any worker is chosen and stays until the task is done; an outcome lies in the worker's directory and
 * goes when it has been read. What is left behind goes with the directory.
 */
public final class PayloadFile {
    /**
     * How much is written or read at a time: for each thread the JDK keeps a buffer outside of the heap that is as
     * large as the largest piece.
     */
    private static final int STEP = 1024 * 1024;

    /** The longest payload: JVMs make arrays that are a few elements shorter than the language allows. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private PayloadFile() {}

    /** The file of an encoded task, seen from a worker's directory. */
    public static Path ofTask(Path workerDirectory, long id) {
        return workerDirectory.resolveSibling("task-" + id);
    }

    /** The file of an outcome. */
    public static Path ofOutcome(Path workerDirectory, long sequence) {
        return workerDirectory.resolve("outcome-" + sequence);
    }

    /** Writes a payload, whole or not at all. */
    public static void write(Path file, byte[] bytes, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int done = 0; done < length; ) {
                done += channel.write(ByteBuffer.wrap(bytes, done, Math.min(STEP, length - done)));
            }
        } catch (IOException e) {
            Files.deleteIfExists(file); // no room, most likely: what is there takes what others need
            throw e;
        }
    }

    /** Reads a payload. */
    public static byte[] read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > MOST) {
                throw new IOException("payload too large: file=" + file + ", length=" + channel.size());
            }
            byte[] bytes = new byte[(int) channel.size()];
            for (int done = 0; done < bytes.length; ) {
                int count = channel.read(ByteBuffer.wrap(bytes, done, Math.min(STEP, bytes.length - done)));
                if (count < 0) {
                    throw new EOFException("payload ends early: file=" + file + ", length=" + done);
                }
                done += count;
            }
            return bytes;
        }
    }

    /** Deletes a payload that nobody will read. */
    public static void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // it goes with its directory
        }
    }

    /** Reads a payload and deletes it. */
    public static byte[] take(Path file) throws IOException {
        byte[] bytes = read(file);
        drop(file);
        return bytes;
    }
}
