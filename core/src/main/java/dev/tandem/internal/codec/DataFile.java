package dev.tandem.internal.codec;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open file that an interrupt of the thread that uses it does not close. A second thread may read and write it too,
 * elsewhere in the file; one that is never interrupted, and it may find the file closed by an interrupt of the first one.
 *
 * <p>A large one consists of two files of the system, which hold one stripe each in turn: two threads that write at the
 * same time would wait for each other in one.
 */
/*
 * The second file has the name of the first one with a sign behind it. The first one stands for both: whoever moves it,
 * and so takes it from all others, is who may move the second one. That can be missing then, if it was deleted meanwhile.
 */
public final class DataFile implements Closeable {
    /** From how many bytes on there are two files. Less: more files. More: one thread for larger ones. */
    static final long STRIPED_BYTES = (long) PieceWork.HELPED_PIECES * Piece.SIZE;

    private static final int STRIPE = Piece.SIZE;

    private static final String SECOND = "+";

    /** Written by whoever has it. */
    private Path path;

    private final SystemFile first;
    private final @Nullable SystemFile second;

    private DataFile(Path path, SystemFile first, @Nullable SystemFile second) {
        this.path = path;
        this.first = first;
        this.second = second;
    }

    /**
     * Makes a file for writing.
     *
     * @param length how much will be written at least
     */
    public static DataFile create(Path path, long length) throws IOException {
        SystemFile first = SystemFile.create(path);
        if (length < STRIPED_BYTES) {
            return new DataFile(path, first, null);
        }
        try {
            return new DataFile(path, first, SystemFile.create(second(path)));
        } catch (Throwable e) {
            first.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Opens a file for writing that is there already. */
    public static DataFile overwrite(Path path) throws IOException {
        return open(path, true);
    }

    /** Opens a file for reading. */
    static DataFile open(Path path) throws IOException {
        return open(path, false);
    }

    private static DataFile open(Path path, boolean writing) throws IOException {
        SystemFile first = SystemFile.open(path, writing);
        try {
            Path second = second(path);
            return new DataFile(path, first, Files.exists(second) ? SystemFile.open(second, writing) : null);
        } catch (Throwable e) {
            first.close();
            throw e;
        }
    }

    private static Path second(Path first) {
        return first.resolveSibling(String.valueOf(first.getFileName()).concat(SECOND));
    }

    /** Whether a file of the system is the second one of two. */
    public static boolean isSecond(Path path) {
        return String.valueOf(path.getFileName()).endsWith(SECOND);
    }

    /** Returns how long a file is, or 0 if it is not there. */
    public static long length(Path path) {
        return path.toFile().length() + second(path).toFile().length();
    }

    /** Moves a file that nobody else has, to where others may take it from. */
    public static void offer(Path from, Path to) throws IOException {
        boolean isStriped = Files.exists(second(from), LinkOption.NOFOLLOW_LINKS);
        try {
            if (isStriped) { // before the first one, which is what others look for
                Files.move(second(from), second(to), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (isStriped) {
                Files.deleteIfExists(second(to));
            }
            throw e;
        }
    }

    /** Moves a file from where others may take it, too; fails if somebody has. Then nothing is at its new place. */
    public static void take(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        try {
            if (Files.exists(second(from), LinkOption.NOFOLLOW_LINKS)) {
                Files.move(second(from), second(to), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            drop(to);
            drop(from);
            throw e;
        }
    }

    /** Deletes a file, unless somebody has taken it; also what is left of it if that one died before he had all. */
    public static void drop(Path path) {
        try {
            Files.deleteIfExists(path);
            Files.deleteIfExists(second(path));
        } catch (IOException e) {
            // it goes with its directory
        }
    }

    /** What tells the file from others, whatever its name. Of what lies under its name, not of what is open. */
    public List<Object> key() throws IOException {
        List<Object> keys = new ArrayList<>();
        keys.add(key(path));
        if (second != null) {
            keys.add(key(second(path)));
        }
        return keys;
    }

    private static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        if (key == null) {
            throw new IOException("the file system has no keys: file=" + path);
        }
        return key;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** It has been moved. */
    public void movedTo(Path place) {
        path = place;
        first.movedTo(place);
        if (second != null) {
            second.movedTo(second(place));
        }
    }

    /** Returns how much it holds. */
    long size() throws IOException {
        return second == null ? first.size() : first.size() + second.size();
    }

    /** Cuts it to a length if it is longer. */
    void cut(long length) throws IOException {
        if (second == null) {
            first.cut(length);
            return;
        }
        long stripes = length / STRIPE;
        long rest = length % STRIPE;
        boolean isRestInFirst = stripes % 2 == 0;
        first.cut((stripes + 1) / 2 * STRIPE + (isRestInFirst ? rest : 0));
        second.cut(stripes / 2 * STRIPE + (isRestInFirst ? 0 : rest));
    }

    /** Writes what remains in a buffer, from a position of the file on. */
    void write(ByteBuffer from, long position) throws IOException {
        transfer(from, position, true);
    }

    /** Fills what remains of a buffer, from a position of the file on. */
    void read(ByteBuffer to, long position) throws IOException {
        transfer(to, position, false);
    }

    private void transfer(ByteBuffer buffer, long position, boolean writing) throws IOException {
        SystemFile odd = second;
        if (odd == null) {
            first.transfer(buffer, position, writing);
            return;
        }
        int end = buffer.limit();
        long base = position - buffer.position();
        while (buffer.position() < end) {
            long at = base + buffer.position();
            long stripe = at / STRIPE;
            int inStripe = (int) (at % STRIPE);
            buffer.limit(endOfStripe(buffer.position(), inStripe, end));
            try {
                (stripe % 2 == 0 ? first : odd).transfer(buffer, stripe / 2 * STRIPE + inStripe, writing);
            } finally {
                buffer.limit(end);
            }
        }
    }

    /** Returns up to where in a buffer the stripe goes: it may end beyond the largest buffer that there can be. */
    static int endOfStripe(int position, int inStripe, int end) {
        return (int) Math.min(end, (long) position + STRIPE - inStripe);
    }

    /** Whether it is one file of the system. */
    boolean isMappable() {
        return second == null;
    }

    /** Maps a part of it for reading, for as long as the buffer is reachable. It must be mappable. */
    ByteBuffer map(long position, long length) throws IOException {
        return first.map(position, length);
    }

    @Override
    public void close() throws IOException {
        try {
            first.close();
        } finally {
            if (second != null) {
                second.close();
            }
        }
    }

    /** Closes it, and deletes it. */
    public void discard() {
        try {
            close();
        } catch (IOException e) {
            // it is deleted all the same
        }
        drop(path);
    }

    /** Gives its memory back, also if others have it open, and deletes it. */
    public void empty() throws IOException {
        try {
            cut(0);
        } finally {
            discard();
        }
    }
}
