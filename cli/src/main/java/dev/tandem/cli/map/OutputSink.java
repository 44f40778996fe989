package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** Where results go: standard output, something like it, or a file that is the command's own. Not thread-safe. */
final class OutputSink implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream out;
    private final String name;
    private final Predicate<IOException> isBrokenPipe;
    /** Where a file of the command's own ends, with what is buffered; -1 for everything else, of which nobody knows. */
    private long end;

    private OutputSink(OutputStream out, String name, Predicate<IOException> isBrokenPipe, long end) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
        this.isBrokenPipe = isBrokenPipe;
        this.name = name;
        this.end = end;
    }

    /**
     * @param isBrokenPipe whether a failed write means that nobody reads any more
     */
    static OutputSink standard(OutputStream out, Predicate<IOException> isBrokenPipe) {
        return new OutputSink(out, "standard output", isBrokenPipe, -1);
    }

    /** What a {@link SpecialFile} writes to. */
    static OutputSink special(OutputStream out, Path path) {
        return new OutputSink(out, path.toString(), failure -> SpecialFile.isPipe(path), -1);
    }

    /** A file, emptied. */
    static OutputSink begin(OwnedFile file) {
        return of(file, 0);
    }

    /**
     * A file of an earlier run, cut off behind the last result that is in the job log.
     *
     * @param offset where that ends, by the log; empty if no result is in the log
     * @param isNewLog whether there was no log at all
     */
    static OutputSink resume(OwnedFile file, Optional<Long> offset, boolean isNewLog) {
        Path path = file.path();
        if (isNewLog && file.size() > 0) {
            throw CommandException.usage(
                    "--output: the job log is empty, but this file is not, so that it is not known what"
                            + " of it is done: " + path + "; start anew without --resume");
        }
        long wanted = offset.orElse(0L);
        if (wanted < 0) {
            throw CommandException.usage("--output: the run that is resumed had no --output: " + path);
        }
        if (file.size() < wanted) {
            throw CommandException.usage(
                    "--output: the file is shorter than the job log says, so that results are missing: " + path
                            + ": wanted: " + wanted + " bytes, actual: " + file.size());
        }
        return of(file, wanted);
    }

    private static OutputSink of(OwnedFile file, long size) {
        try {
            file.truncate(size);
        } catch (IOException e) {
            throw CommandException.usage("--output: cannot be written: " + file.path() + ": " + e);
        }
        return new OutputSink(file.stream(), file.path().toString(), failure -> false, size);
    }

    boolean isBrokenPipe(IOException failure) {
        return isBrokenPipe.test(failure);
    }

    private boolean isFile() {
        return end >= 0;
    }

    /** For messages. */
    String name() {
        return name;
    }

    /** Where the file ends; -1 if it is not the command's own. */
    long end() {
        return end;
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        if (end >= 0) {
            end += bytes.length;
        }
    }

    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        if (isFile()) {
            out.close();
        } else {
            out.flush();
        }
    }
}
