package dev.tandem.testkit;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What tasks did, in the order in which they did it, in whatever process: a file to which each adds lines. */
final class Journal implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String file;

    private Journal(String file) {
        this.file = file;
    }

    /** Makes an empty journal in a directory. */
    static Journal in(Path directory) {
        try {
            return new Journal(
                    Files.createTempFile(directory, "journal-", ".txt").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the journal of a file, which another process may have made. */
    static Journal at(Path file) {
        return new Journal(file.toString());
    }

    Path file() {
        return Path.of(file);
    }

    /** Adds a line, by a single write, so that lines of several writers do not mix. */
    void note(Object line) {
        try {
            Files.write(
                    Path.of(file),
                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a line and returns how many there are now: for tasks that count their runs. */
    int noteAndCount(Object line) {
        note(line);
        return lines().size();
    }

    List<String> lines() {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the journal has so many lines. */
    List<String> awaitLines(int count) {
        Poll.until(count + " lines in the journal", () -> Files.exists(Path.of(file)) && lines().size() >= count);
        return lines();
    }
}
