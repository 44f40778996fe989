package dev.tandem.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which tasks a worker process has started, in the order of their starts: a mapped file of 8 bytes for each start.
 *
 * <p>Noting a start is one store to memory, so that tiny tasks stay tiny. What was stored is in the file even if the
 * process is killed right after, since the pages belong to the operating system. Numbers are positive: a 0 is a place
 * not used yet.
 */
final class StartJournal {
    /** The system property that names the directory of the journals. */
    static final String DIRECTORY = "dev.tandem.testkit.chaos";

    static final String SUFFIX = ".starts";

    /** How much is mapped at a time. More leaves larger files, less maps more often. */
    private static final int SEGMENT_BYTES = 1 << 20;

    private final FileChannel file;
    private long mapped;
    private MappedByteBuffer segment;

    /** Makes the journal of a process in a directory. */
    StartJournal(Path directory, long pid) throws IOException {
        // With the time, since numbers of processes are used again.
        Path path = directory.resolve(pid + "-" + System.nanoTime() + SUFFIX);
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        segment = file.map(FileChannel.MapMode.READ_WRITE, 0, SEGMENT_BYTES);
    }

    /** Notes in this process's journal that a task has started here. */
    static void started(long number) {
        Own.JOURNAL.note(number);
    }

    /** The process to which a journal belongs. */
    static long pidOf(Path journal) {
        String name = journal.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('-')));
    }

    synchronized void note(long number) {
        if (!segment.hasRemaining()) {
            mapped += SEGMENT_BYTES;
            segment = segmentAt(mapped);
        }
        segment.putLong(number);
    }

    private MappedByteBuffer segmentAt(long position) {
        try {
            return file.map(FileChannel.MapMode.READ_WRITE, position, SEGMENT_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The journal of this process, made when the first task asks for it. */
    private static final class Own {
        static final StartJournal JOURNAL = open();

        private Own() {}

        private static StartJournal open() {
            String directory = System.getProperty(DIRECTORY);
            if (directory == null) {
                throw new IllegalStateException("not a worker of a chaos run: there is no property " + DIRECTORY);
            }
            try {
                return new StartJournal(
                        Path.of(directory), ProcessHandle.current().pid());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
