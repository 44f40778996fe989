package dev.tandem.internal.wire;

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
    private PayloadFile() {}

    /** The file of an encoded task, seen from a worker's directory. */
    public static Path ofTask(Path workerDirectory, long id) {
        return workerDirectory.resolveSibling("task-" + id);
    }

    /** The file of an outcome. */
    public static Path ofOutcome(Path workerDirectory, long sequence) {
        return workerDirectory.resolve("outcome-" + sequence);
    }

    /** Writes a payload. */
    public static void write(Path file, byte[] bytes, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Reads a payload and deletes it. */
    public static byte[] take(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }
}
