package dev.tandem.internal.wire;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file with the captured output of one attempt of a task, in the worker's directory: its first bytes up to the
 * limit, and behind them, if there were more, how many more (8, big-endian).
 *
 * <p>Each print is a write, so that what was printed is there however the worker ends. Not by channels: those are
 * closed under a thread that is interrupted, as tasks are.
 */
public final class CapturedFile {
    private CapturedFile() {}

    /** The file of an attempt. */
    public static Path of(Path workerDirectory, long sequence) {
        return workerDirectory.resolve("output-" + sequence);
    }

    /** Reads what there is, or returns null if there is no such file. */
    public static @Nullable String read(Path path, int limit) throws IOException {
        File file = path.toFile();
        if (!file.isFile()) {
            return null;
        }
        byte[] bytes;
        long more = 0;
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            long length = in.length();
            bytes = new byte[(int) Math.min(limit, length)];
            in.readFully(bytes);
            if (length >= limit + (long) Long.BYTES) {
                byte[] count = new byte[Long.BYTES];
                in.readFully(count);
                more = ByteBuffer.wrap(count).getLong();
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return more <= 0 ? text : text + "\n... " + more + " bytes more";
    }
}
