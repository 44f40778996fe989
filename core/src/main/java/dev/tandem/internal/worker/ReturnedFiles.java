package dev.tandem.internal.worker;

import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.codec.SpareFiles;
import dev.tandem.internal.wire.PayloadFile;
import java.io.File;
import java.io.FileFilter;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files of large results that the parent has read and given back to this worker. */
/*
 * The parent puts them into a directory, and deletes them a little later. To move a file out of it is to take it: only
 * one of all that try can do so.
 */
final class ReturnedFiles implements SpareFiles {
    private static final FileFilter FIRST = new FileFilter() { // not a lambda: see WorkerMain
                @Override
                public boolean accept(File file) {
                    return !DataFile.isSecond(file.toPath());
                }
            };

    private final Path directory;

    /** The files in a worker's directory. */
    ReturnedFiles(Path directory) {
        this.directory = directory;
    }

    @Override
    public @Nullable DataFile tryTake(Path wanted, long length) {
        File best = null;
        long bestLength = -1;
        for (File file : files(wanted)) {
            long there = DataFile.length(file.toPath());
            if (there > bestLength && SpareFiles.isFit(there, length)) {
                best = file;
                bestLength = there;
            }
        }
        if (best == null) {
            return null;
        }
        try {
            DataFile.take(best.toPath(), wanted);
        } catch (IOException e) {
            return null; // another lane has taken it, or the parent has deleted it
        }
        try {
            return DataFile.overwrite(wanted);
        } catch (IOException e) {
            DataFile.drop(wanted); // a new one is made there
            return null;
        }
    }

    /** Those of this worker, and of the parent's: they are all that this pool can do without. */
    @Override
    public boolean tryFree() {
        boolean any = false;
        for (File file : files(PayloadFile.ofOutcome(directory, 0))) {
            DataFile.drop(file.toPath());
            any = true;
        }
        for (File file : files(directory)) {
            any |= tryFreeOfParent(file.toPath());
        }
        return any;
    }

    /** The parent has it open: it must be cut, and before that be out of its reach, for it may be about to use it. */
    private boolean tryFreeOfParent(Path file) {
        Path taken = directory.resolve("freed-".concat(String.valueOf(file.getFileName())));
        try {
            DataFile.take(file, taken);
        } catch (IOException e) {
            return false; // the parent has taken it
        }
        try {
            DataFile.overwrite(taken).empty();
        } catch (IOException e) {
            DataFile.drop(taken); // the parent has it open no longer than it keeps it
        }
        return true;
    }

    private static File[] files(Path beside) {
        File[] files = PayloadFile.spares(beside).toFile().listFiles(FIRST);
        return files == null ? new File[0] : files;
    }
}
