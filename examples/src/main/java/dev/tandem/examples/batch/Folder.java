package dev.tandem.examples.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of files to work on, and one for what is made of them, under the same names. What is there already, and not
 * older than its source, is not made again: a batch that was killed goes on where it was.
 *
 * @param in where the files are, in folders below it as well
 * @param out where the results go
 * @param suffix is added to the name of a file to name its result
 * @param endings the files to take: {@code .png} and the like, in lower case
 */
record Folder(Path in, Path out, String suffix, Set<String> endings) {
    Folder {
        endings = Set.copyOf(endings);
        if (!Files.isDirectory(in)) {
            throw new UsageException("--in must be a directory: " + in);
        }
    }

    /** Returns the files that have no result yet, by name. */
    List<Path> pending() throws IOException {
        List<Path> pending = new ArrayList<>();
        for (Path file : files()) {
            if (!isDone(file)) {
                pending.add(file);
            }
        }
        return pending;
    }

    /** Returns how many files have their result. */
    int done() throws IOException {
        return files().size() - pending().size();
    }

    /** Returns the name of a file in this folder: {@code 2024/may/tree.jpg}. */
    String nameOf(Path file) {
        return in.relativize(file).toString();
    }

    /** Returns where the result for a file goes. */
    Path targetOf(Path file) {
        return out.resolve(nameOf(file) + suffix);
    }

    /** Writes a result for a task: it is there whole or not at all, even if the worker is killed meanwhile. */
    static void publish(Path target, Writer writer) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            writer.writeTo(part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Writes a file. */
    interface Writer {
        void writeTo(Path file) throws IOException;
    }

    private List<Path> files() throws IOException {
        Path results = out.toAbsolutePath();
        try (Stream<Path> files = Files.walk(in)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toAbsolutePath().startsWith(results))
                    .filter(file -> endings.stream().anyMatch(file.toString().toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .toList();
        }
    }

    private boolean isDone(Path file) throws IOException {
        Path target = targetOf(file);
        return Files.exists(target)
                && Files.getLastModifiedTime(target).compareTo(Files.getLastModifiedTime(file)) >= 0;
    }
}
