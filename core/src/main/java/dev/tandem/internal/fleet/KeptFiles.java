package dev.tandem.internal.fleet;

import dev.tandem.internal.codec.AttachmentOutput;
import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.codec.SpareFiles;
import dev.tandem.internal.wire.PayloadFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of a pool's large values that were read, kept for a moment for the next ones: to get memory for a new file
 * costs as much as to write it. Thread-safe.
 */
/*
 * A file of a task, written here:       written -> in use -> kept -> taken by the next one
 * A file of an outcome, by a worker:    read here -> kept -> taken by the same worker for its next one
 *
 * Kept files lie in directories of their own. To move a file out of there is to take it, for the next value or in order
 * to give its memory back, and only one of all that try can do so. Nothing is kept that anybody may still be reading:
 * see FleetTask. Each value has a name of its own, whichever file it is in.
 *
 * Workers are not trusted. What they have made is never written to here: it may be a link, or a pipe. Files of tasks stay
 * open for this, and so are written to by way of what was opened first, whatever lies under their name; if that is
 * something else by now, they are given up.
 */
final class KeptFiles implements SpareFiles {
    /** For how long. Longer: memory is held that others may need. Shorter: values that come with pauses are slower. */
    private static final long KEPT_NANOS = 2_000_000_000;

    /** How much is kept: two values of 64 MiB on their way there and two on their way back, less in a small process. */
    private static final long MOST_BYTES =
            Math.min(264L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 8);

    /** What is kept is the smaller part of what is free: nobody is to run out of room for it. */
    private static final int TIMES_FREE = 4;

    /** How many files of tasks are left open, which takes a descriptor each, or two. The others are not kept. */
    private static final int MOST_OPEN = 16;

    /** Has something done later. */
    interface Timer {
        /** Returns a handle, or null if the pool has ended. */
        @Nullable
        Object schedule(Runnable body, long delayNanos);
    }

    private final Timer timer;
    private final Path directory;

    /** The files of tasks that are not done, as far as they are open. Guarded by {@code this}. */
    private final Map<DataFile, Opened> inUse = new HashMap<>();

    /** Those that were kept first are at the head. Guarded by {@code this}. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    /** How many bytes are kept, or were until a worker took them. Guarded by {@code this}. */
    private long bytes;

    /** Whether the timer will look. Guarded by {@code this}. */
    private boolean isTimed;

    /** Guarded by {@code this}. */
    private boolean isClosed;

    KeptFiles(Timer timer, Path directory) {
        this.timer = timer;
        this.directory = directory;
    }

    /** A file of a task has been written: it is closed, or left open in order to be kept later. */
    DataFile written(AttachmentOutput output) throws IOException {
        DataFile file = output.detach();
        long length = output.position();
        try {
            if (length < LEAST_BYTES || length > MOST_BYTES || !tryLeaveOpen(file, length)) {
                file.close();
            }
            return file;
        } catch (Throwable e) {
            synchronized (this) {
                inUse.remove(file);
            }
            file.discard();
            throw e;
        }
    }

    private boolean tryLeaveOpen(DataFile file, long length) {
        List<Object> key;
        try {
            key = file.key();
        } catch (IOException e) {
            return false;
        }
        synchronized (this) {
            if (isClosed || inUse.size() + kept.size() >= MOST_OPEN) {
                return false;
            }
            inUse.put(file, new Opened(key, length));
            return true;
        }
    }

    /**
     * A task is done. To be said once: the file may soon be that of another task. Never fails, be there no memory: it is
     * said on the way to the end of a future, which must come.
     *
     * @param isUnread whether it is certain that no worker reads the file, or will
     */
    void taskDone(DataFile file, boolean isUnread) {
        try {
            Opened opened;
            synchronized (this) {
                opened = inUse.remove(file);
            }
            if (opened == null || !isUnread || !tryKeep(file.path(), opened.length, file, opened.key)) {
                file.discard();
            }
        } catch (RuntimeException | Error e) { // it is not kept: see tryKeep
            tryDiscard(file);
        }
    }

    private static void tryDiscard(DataFile file) {
        try {
            file.discard();
        } catch (RuntimeException | Error e) {
            // it goes with the pool's directory
        }
    }

    /** The file of an outcome has been read, or will not be. */
    void outcomeDone(Path file, long length) {
        if (!tryKeep(file, length, null, null)) {
            DataFile.drop(file);
        }
    }

    /** Does not fail once the file is kept: from then on it may be somebody's. */
    private boolean tryKeep(Path path, long length, @Nullable DataFile file, @Nullable List<Object> key) {
        if (length < LEAST_BYTES || length > MOST_BYTES || !hasRoom(length)) {
            return false;
        }
        Path spare = PayloadFile.spare(path);
        try {
            moveAside(path, spare);
        } catch (IOException e) {
            return false; // most likely the worker has ended, and its directory is gone
        }
        if (file != null) {
            file.movedTo(spare);
        }
        List<Kept> dropped = new ArrayList<>(MOST_OPEN + 1); // all that there can be: it does not grow
        synchronized (this) {
            Kept added = new Kept(spare, length, file, key, System.nanoTime());
            if (isClosed) {
                dropped.add(added);
            } else {
                makeRoom(length, dropped);
                kept.add(added);
                bytes += length;
                ensureTimed(KEPT_NANOS, dropped);
            }
        }
        dropAll(dropped);
        return true;
    }

    private boolean hasRoom(long length) {
        return directory.toFile().getUsableSpace() / TIMES_FREE >= length;
    }

    private static void moveAside(Path from, Path to) throws IOException {
        Path spares = Objects.requireNonNull(to.getParent(), "parent");
        if (!Files.isDirectory(spares, LinkOption.NOFOLLOW_LINKS)) { // the first one, or the worker has made a link
            try {
                Files.createDirectory(spares);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(spares, LinkOption.NOFOLLOW_LINKS)) { // otherwise another thread was faster
                    throw e;
                }
            }
        }
        DataFile.offer(from, to);
    }

    /** Forgets what workers have taken, and then what was kept first, until there is room for so much more. */
    private void makeRoom(long length, List<Kept> dropped) {
        if (bytes + length > MOST_BYTES || kept.size() >= MOST_OPEN) {
            for (Kept k : List.copyOf(kept)) {
                if (Files.notExists(k.path, LinkOption.NOFOLLOW_LINKS)) {
                    forget(k, dropped);
                }
            }
        }
        while (bytes + length > MOST_BYTES || kept.size() >= MOST_OPEN) {
            forget(kept.element(), dropped);
        }
    }

    private void forget(Kept k, List<Kept> dropped) {
        kept.remove(k);
        bytes -= k.length;
        dropped.add(k);
    }

    @Override
    public @Nullable DataFile tryTake(Path wanted, long length) {
        Kept best = null;
        synchronized (this) {
            for (Kept k : kept) {
                if (k.file != null && SpareFiles.isFit(k.length, length) && (best == null || k.length > best.length)) {
                    best = k;
                }
            }
            if (best == null) {
                return null;
            }
            forget(best, new ArrayList<>());
        }
        DataFile file = Objects.requireNonNull(best.file, "file");
        try {
            DataFile.take(best.path, wanted);
            file.movedTo(wanted);
            if (file.key().equals(best.key)) {
                return file;
            }
        } catch (IOException e) {
            // a worker has given its memory back
        }
        file.discard();
        return null;
    }

    @Override
    public boolean tryFree() {
        List<Kept> dropped = new ArrayList<>();
        synchronized (this) {
            forgetAll(dropped);
        }
        dropAll(dropped);
        return !dropped.isEmpty();
    }

    private void forgetAll(List<Kept> dropped) {
        for (Kept k = kept.peek(); k != null; k = kept.peek()) {
            forget(k, dropped);
        }
    }

    private static void dropAll(List<Kept> dropped) {
        for (Kept k : dropped) {
            try {
                k.drop();
            } catch (RuntimeException | Error e) {
                // no memory: it goes with the pool's directory
            }
        }
    }

    // ---- time

    /** Has the files dropped later, or all of them now if there is no timer: nobody would look. */
    private void ensureTimed(long delayNanos, List<Kept> dropped) {
        if (isTimed) {
            return;
        }
        try {
            isTimed = timer.schedule(this::dropOld, delayNanos) != null;
        } catch (RuntimeException | Error e) {
            // it is a thread that could not be started
        }
        if (!isTimed) {
            forgetAll(dropped);
        }
    }

    private void dropOld() {
        List<Kept> dropped = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            isTimed = false;
            for (Kept k = kept.peek(); k != null; k = kept.peek()) {
                long left = KEPT_NANOS - (now - k.since);
                if (left > 0) {
                    ensureTimed(left, dropped);
                    break;
                }
                forget(k, dropped);
            }
        }
        dropAll(dropped);
    }

    /** The pool has ended. */
    void close() {
        List<DataFile> left;
        synchronized (this) {
            isClosed = true;
            left = List.copyOf(inUse.keySet());
            inUse.clear();
        }
        left.forEach(DataFile::discard);
        boolean unused = tryFree();
    }

    /** A file of a task that is not done, how long it is, and what tells it from others. */
    private record Opened(List<Object> key, long length) {}

    /** A file that is kept. */
    private static final class Kept {
        private final Path path;
        private final long length;

        /** Null for a file that a worker has made. */
        private final @Nullable DataFile file;

        private final @Nullable List<Object> key;
        private final long since;

        Kept(Path path, long length, @Nullable DataFile file, @Nullable List<Object> key, long since) {
            this.path = path;
            this.length = length;
            this.file = file;
            this.key = key;
            this.since = since;
        }

        /** Gives its memory back, unless somebody has taken it. */
        void drop() {
            if (file == null) {
                DataFile.drop(path);
            } else {
                file.discard();
            }
        }
    }
}
