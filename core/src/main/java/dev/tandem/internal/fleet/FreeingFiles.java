package dev.tandem.internal.fleet;

import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.codec.SpareFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files that are kept, for somebody who wants their memory and none of them: a file that stays would be one less for the
 * values that come and go.
 *
 * @param kept the files
 */
record FreeingFiles(SpareFiles kept) implements SpareFiles {
    @Override
    public @Nullable DataFile tryTake(Path wanted, long length) {
        return null;
    }

    @Override
    public boolean tryFree() {
        return kept.tryFree();
    }
}
