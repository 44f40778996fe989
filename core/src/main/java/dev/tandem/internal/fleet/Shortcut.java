package dev.tandem.internal.fleet;

import dev.tandem.WorkerOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What makes a worker start faster, or differently in other ways that are not for users to choose.
 *
 * @param prefix words before its command
 * @param flags flags of its JVM, before all others
 * @param jar the first entry of its class path, with the classes of this library
 * @param isAlone whether that is the only entry
 */
record Shortcut(List<String> prefix, List<String> flags, Optional<Path> jar, boolean isAlone) {
    /** Where shortcuts come from. */
    interface Source {
        /**
         * Finds the shortcut of a worker. Called in the spawn thread.
         *
         * @param ours a file that this process has just made
         */
        Shortcut find(WorkerOptions options, int lanes, Path ours);
    }

    /** There is none. */
    static final Shortcut NONE = new Shortcut(List.of(), List.of(), Optional.empty(), false);

    /** Whether a worker may as well start without, if it does not come up with it. */
    boolean isDispensable() {
        return !isAlone && !flags.isEmpty();
    }
}
