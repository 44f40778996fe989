package dev.tandem.internal.fleet;

import dev.tandem.WorkerRecording;
import dev.tandem.internal.task.PoolCore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The recordings that the workers of a pool make of themselves. Thread-safe. */
/*
 * A JVM writes what it records into chunks, in a directory that is called its repository, and when it ends puts them
 * together. One that is killed leaves its chunks, of which the last one is good up to what was flushed last, which
 * happens each second: its header says how far that is, and that it is not complete or is just being changed. They are
 * put together here, then: a recording is a row of chunks, and what was flushed is made a complete one. So each worker has a directory
 * of its own beside the finished files, for as long as it lives:
 *
 *   worker-<number>-<random>/repository/<time>_<pid>/<time>.jfr     the chunks
 *   worker-<number>-<random>/whole.jfr                              what the JVM has put together
 *   worker-<number>-<pid>.jfr                                       the end of it
 *
 * A JVM that crashes puts its chunks together as well, but into its working directory.
 *
 * The end of a worker is told before its file is there: tasks are not to wait for the disk. The end of the pool is told
 * when all files are there.
 */
final class Recordings {
    /** In the header of a chunk: how long it is, and where what describes its events is, as of the last flush. */
    private static final int SIZE_OFFSET = 8;

    private static final int METADATA_OFFSET = 24;

    /** In the header of a chunk: a byte that is 0 if it is complete. */
    private static final int STATE_OFFSET = 64;

    private static final int HEADER_LENGTH = 68;

    private static final String WHOLE = "whole.jfr";

    private final WorkerRecording recording;

    /** Where the workers run. */
    private final Path workingDirectory;

    /** Where each worker records, until its file is there. Guarded by itself, and told when one goes. */
    private final Map<Integer, Path> places = new HashMap<>();

    Recordings(WorkerRecording recording, Path workingDirectory) {
        this.recording = recording;
        this.workingDirectory = workingDirectory;
    }

    /** The flags by which a worker records itself. */
    List<String> flags(int worker) throws IOException {
        Path directory = Files.createDirectories(recording.directory()).toAbsolutePath();
        Path place = Files.createTempDirectory(directory, "worker-" + worker + "-");
        synchronized (places) {
            places.put(worker, place);
        }
        return List.of(
                "-XX:StartFlightRecording=name=worker,dumponexit=true,filename=" + quoted(place.resolve(WHOLE))
                        + ",settings=" + recording.settings(),
                "-XX:FlightRecorderOptions=repository=" + quoted(place.resolve("repository")),
                "-Xlog:jfr+startup=off"); // it would say at each start that it records
    }

    private static String quoted(Path path) {
        return '"' + path.toString() + '"';
    }

    /** A worker has ended: makes the file of what it has recorded. */
    void ended(int worker, long pid) {
        Path place;
        synchronized (places) {
            place = places.get(worker);
        }
        if (place != null) {
            save(place, worker, pid);
            synchronized (places) {
                places.remove(worker);
                places.notifyAll();
            }
        }
    }

    /** Waits until the files of all workers that have been started are there, for a time. */
    void awaitSaved(long nanos) {
        long began = System.nanoTime();
        boolean interrupted = false;
        synchronized (places) {
            for (long left = nanos; !places.isEmpty() && left > 0; left = nanos - (System.nanoTime() - began)) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(places, left);
                } catch (InterruptedException e) {
                    interrupted = true; // it is not meant for what the pool does
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void save(Path place, int worker, long pid) {
        Path target = place.resolveSibling("worker-" + worker + "-" + pid + ".jfr");
        try {
            Path whole = place.resolve(WHOLE);
            Path dump = workingDirectory.resolve("hs_err_pid" + pid + ".jfr");
            if (Files.isRegularFile(dump, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(dump, whole, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!Files.exists(whole) || Files.size(whole) == 0) {
                assemble(chunks(place.resolve("repository")), whole);
            }
            if (Files.size(whole) > 0) {
                Files.move(whole, target, StandardCopyOption.REPLACE_EXISTING);
            }
            boolean unused = Directory.tryDeleteTree(place);
        } catch (IOException | RuntimeException | Error e) { // the end of the pool is still to be told
            PoolCore.LOGGER.log(
                    System.Logger.Level.WARNING, "the recording of a worker could not be saved: " + target, e);
        }
    }

    /** The chunks, oldest first: they are named by their times. */
    private static List<Path> chunks(Path repository) throws IOException {
        if (!Files.isDirectory(repository)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(repository)) {
            return files.filter(file -> file.toString().endsWith(".jfr"))
                    .sorted()
                    .toList();
        }
    }

    private static void assemble(List<Path> chunks, Path whole) throws IOException {
        try (FileChannel out = FileChannel.open(
                whole, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (Path chunk : chunks) {
                try (FileChannel in = FileChannel.open(chunk)) {
                    append(in, out);
                }
            }
        }
    }

    private static void append(FileChannel chunk, FileChannel out) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
        while (header.hasRemaining() && chunk.read(header) >= 0) {
            // reads on
        }
        long length = header.hasRemaining() || header.getLong(METADATA_OFFSET) <= 0 ? 0 : header.getLong(SIZE_OFFSET);
        if (length < HEADER_LENGTH || length > chunk.size()) {
            return; // nothing was ever flushed
        }
        header.put(STATE_OFFSET, (byte) 0).flip();
        while (header.hasRemaining()) {
            out.write(header);
        }
        for (long done = HEADER_LENGTH; done < length; ) {
            done += chunk.transferTo(done, length - done, out);
        }
    }
}
