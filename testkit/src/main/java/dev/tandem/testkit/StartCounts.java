package dev.tandem.testkit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** How often each task has started, and where: what the {@linkplain StartJournal journals} of all workers say. */
final class StartCounts {
    private final ByteTable counts = new ByteTable();
    private final Map<Integer, Set<Long>> pids = new HashMap<>();

    private StartCounts() {}

    /**
     * Reads all journals in a directory.
     *
     * @param isWatched of which tasks it shall be known where they started; of millions that would be too much
     */
    static StartCounts read(Path directory, IntPredicate isWatched) throws IOException {
        StartCounts starts = new StartCounts();
        for (Path journal : journals(directory)) {
            starts.add(journal, StartJournal.pidOf(journal), isWatched);
        }
        return starts;
    }

    /** The journals in a directory, one for each process that has started a task. */
    static List<Path> journals(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(StartJournal.SUFFIX))
                    .toList();
        }
    }

    /** How often a task has started. */
    int of(int number) {
        return counts.get(number);
    }

    /** The processes in which a watched task has started. */
    Set<Long> pidsOf(int number) {
        return pids.getOrDefault(number, Set.of());
    }

    private void add(Path journal, long pid, IntPredicate isWatched) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(journal), 1 << 16))) {
            for (long number = in.readLong(); number != 0; number = in.readLong()) {
                int task = Math.toIntExact(number);
                counts.increment(task);
                if (isWatched.test(task)) {
                    pids.computeIfAbsent(task, key -> new HashSet<>()).add(pid);
                }
            }
        } catch (EOFException e) {
            // every place of the file is used
        }
    }
}
