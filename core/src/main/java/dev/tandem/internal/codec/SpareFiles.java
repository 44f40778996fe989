package dev.tandem.internal.codec;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files of large values that were read, to be written anew. Their memory is there, where that of a new file is not. */
public interface SpareFiles {
    /** The smallest file that is worth it. Less: more files are kept for what a new one costs too. More: new ones. */
    long LEAST_BYTES = 1024 * 1024;

    /**
     * Takes a file that nobody reads or writes any more. What it holds is of no use.
     *
     * @param wanted where it is to lie then
     * @param length how much will be written, or more
     * @return the file, or null if there is none of about that size
     */
    @Nullable
    DataFile tryTake(Path wanted, long length);

    /** Gives the memory of all of them back, because there is no more; returns whether it was any. */
    boolean tryFree();

    /** Whether a file is of about the length that will be written: otherwise its memory is given back in vain, or no help. */
    static boolean isFit(long there, long length) {
        return there / 2 <= length && length / 2 <= there;
    }
}
