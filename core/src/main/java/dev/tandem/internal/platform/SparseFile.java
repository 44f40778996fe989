package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells files that claim to be longer than what was ever written, which costs their writer nothing. */
public final class SparseFile {
    private SparseFile() {}

    /**
     * Whether a file surely has less content than its length: in shared memory, one that is longer than all that is in
     * use there. Elsewhere nobody can tell, since other file systems compress.
     */
    public static boolean isSurely(Path file, long length) throws IOException {
        FileStore store = Files.getFileStore(file);
        long total = store.getTotalSpace();
        return store.type().equals("tmpfs") && total > 0 && total - store.getUnallocatedSpace() < length;
    }
}
