package dev.tandem.internal.fleet;

import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.wire.CapturedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the last attempt of a task has printed, if it is captured. Thread-safe. */
final class CapturedOutput {
    private final int limit;

    /** Where the worker puts it; null before the task is sent, and once it was taken. Guarded by {@code this}. */
    private @Nullable Path file;

    /** What was read of it so far. Guarded by {@code this}. */
    private String text = "";

    CapturedOutput(int limit) {
        this.limit = limit;
    }

    /** How many bytes are kept. */
    int limit() {
        return limit;
    }

    /** An attempt of the task is being sent to a worker. No file is touched. */
    synchronized void sent(Path path) {
        file = path;
        text = "";
    }

    /** Reads what there is: the task may go on. */
    synchronized void look() {
        if (file != null) {
            read(file);
        }
    }

    /** Reads it all, after the attempt has ended. */
    synchronized void take() {
        Path path = file;
        if (path == null) {
            return;
        }
        read(path);
        file = null;
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // it goes with its directory
        }
    }

    private void read(Path path) {
        try {
            String found = CapturedFile.read(path, limit);
            text = found == null ? text : found;
        } catch (IOException e) {
            PoolCore.LOGGER.log(System.Logger.Level.WARNING, "captured output could not be read", e);
        }
    }

    synchronized String text() {
        return text;
    }
}
