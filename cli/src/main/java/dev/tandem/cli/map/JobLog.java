package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The job log: a line for each item that is done with.
 *
 * <pre>
 * result is written to the output -> its line is written here -> the next result ...
 * </pre>
 *
 * A line counts once it ends with its line end, and it is written with one write after the result. So whenever the command
 * is killed, a line means that the result before it is whole, and {@link #resume} can cut off what came after the last
 * one: a torn line here, and in a file of {@code --output} everything from the offset on that the last line tells.
 * Not thread-safe.
 */
final class JobLog implements Closeable {
    private static final byte[] HEADER = JobLogLine.HEADER.getBytes(StandardCharsets.UTF_8);
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream out;
    private final Path path;

    private JobLog(OutputStream out, Path path) {
        this.out = out;
        this.path = path;
    }

    private static JobLog of(OwnedFile file) {
        return new JobLog(file.stream(), file.path());
    }

    /**
     * A log that is written to a {@link SpecialFile}.
     *
     * @throws CommandException if nothing can be written there
     */
    static JobLog special(OutputStream out, Path path) {
        JobLog log = new JobLog(out, path);
        log.append(HEADER);
        return log;
    }

    /**
     * Begins an empty log. One that was there is written over, but no other file is.
     *
     * @throws CommandException if the file cannot be had
     */
    static JobLog begin(OwnedFile file) {
        Path path = file.path();
        try {
            ByteBuffer head = ByteBuffer.allocate(HEADER.length);
            int length = Math.max(0, file.read(head, 0));
            if (!isHeader(head.array(), length)) {
                throw CommandException.usage(
                        "--joblog: the file is there and is no job log, so it is not written over: " + path);
            }
            file.truncate(0);
            file.append(HEADER, 0, HEADER.length);
        } catch (IOException e) {
            throw CommandException.broken("--joblog: cannot be written: " + path + ": " + e);
        }
        return of(file);
    }

    /**
     * What there was when a log was resumed.
     *
     * @param log the log, to go on with
     * @param jobs what is done
     * @param isNew whether there was no log
     * @param offset where the last result ends in the file of {@code --output}; empty if there was none
     * @param torn how many bytes of a torn line were cut off
     */
    record Resumed(JobLog log, LoggedJobs jobs, boolean isNew, Optional<Long> offset, long torn) {}

    /**
     * Reads a log and goes on with it.
     *
     * @throws CommandException if the file is no job log or cannot be had
     */
    static Resumed resume(OwnedFile file) {
        Path path = file.path();
        LoggedJobs jobs = new LoggedJobs();
        try {
            Scan scan = new Scan(path, file::read, jobs);
            scan.run();
            long torn = file.size() - scan.end;
            if (scan.end == 0) {
                ByteBuffer head = ByteBuffer.allocate(HEADER.length);
                if (!isHeader(head.array(), Math.max(0, file.read(head, 0)))) {
                    throw notALog(path, 1);
                }
                file.truncate(0);
                file.append(HEADER, 0, HEADER.length);
                return new Resumed(of(file), jobs, true, Optional.empty(), torn);
            }
            if (torn > 0) {
                file.truncate(scan.end);
            }
            return new Resumed(of(file), jobs, false, scan.offset, torn);
        } catch (IOException e) {
            throw CommandException.broken("--joblog: cannot be read: " + path + ": " + e);
        }
    }

    /**
     * Reads what a log says, and leaves it as it is; another command may be writing it meanwhile.
     *
     * @throws CommandException if the file is no job log or cannot be had
     */
    static LoggedJobs peek(Path path) {
        LoggedJobs jobs = new LoggedJobs();
        if (Files.exists(path)) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                new Scan(path, file::read, jobs).run();
            } catch (IOException e) {
                throw CommandException.broken("--joblog: cannot be read: " + path + ": " + e);
            }
        }
        return jobs;
    }

    /**
     * Appends a line, with one write.
     *
     * @throws CommandException if that fails
     */
    void append(JobLogLine line) {
        append(line.bytes());
    }

    private void append(byte[] bytes) {
        try {
            out.write(bytes, 0, bytes.length);
        } catch (IOException e) {
            throw CommandException.broken("--joblog: cannot be written: " + path + ": " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Whether this is the beginning of a log, be it torn. */
    private static boolean isHeader(byte[] bytes, int length) {
        return java.util.Arrays.equals(bytes, 0, length, HEADER, 0, length);
    }

    private static CommandException notALog(Path path, long line) {
        return CommandException.usage("--joblog: line " + line + " is not that of a job log of this command: " + path);
    }

    /** Fills a buffer with what lies at a position; returns how much, -1 at the end. */
    private interface Source {
        int read(ByteBuffer buffer, long position) throws IOException;
    }

    /** Goes through the whole lines of a log. */
    private static final class Scan {
        private final Path path;
        private final Source file;
        private final LoggedJobs jobs;
        private long number;
        /** Where the last whole line ends. */
        private long end;

        /** That of the last line; empty before the first. */
        private Optional<Long> offset = Optional.empty();

        Scan(Path path, Source file, LoggedJobs jobs) {
            this.path = path;
            this.file = file;
            this.jobs = jobs;
        }

        void run() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long position = 0;
            for (int count; (count = file.read(buffer.clear(), position)) > 0; ) {
                int begin = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer.get(i) == '\n') {
                        line.write(buffer.array(), begin, i - begin);
                        onLine(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                        begin = i + 1;
                        end = position + begin;
                    }
                }
                line.write(buffer.array(), begin, count - begin);
                position += count;
            }
        }

        private void onLine(String text) {
            number++;
            if (number == 1) {
                if (!(text + "\n").equals(JobLogLine.HEADER)) {
                    throw notALog(path, number);
                }
                return;
            }
            JobLogLine line = JobLogLine.parse(text).orElseThrow(() -> notALog(path, number));
            try {
                jobs.add(line);
            } catch (IllegalArgumentException e) {
                throw notALog(path, number);
            }
            offset = Optional.of(line.offset());
        }
    }
}
