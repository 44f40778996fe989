package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Files: those that are named, and all regular ones below the directories that are named. A directory is read when its
 * turn comes and is gone through in the order of names, so that two runs over the same files number them alike. Links to
 * directories are not followed inside of directories.
 */
final class FileItems implements ItemSource {
    private final Iterator<Path> roots;
    private final FilePattern pattern;
    private final Set<Path> leftOut;
    private final Consumer<String> complaints;
    /** The rest of each directory that was begun, innermost first. */
    private final Deque<Iterator<Path>> open = new ArrayDeque<>();

    private Path root = Path.of("");

    /**
     * @param roots files and directories, which have to be there
     * @param pattern which files below directories are taken
     * @param leftOut files that are no inputs when they are met below a directory, absolute and normalized
     * @param complaints is told of directories that cannot be read; the walk goes on without them
     */
    FileItems(List<Path> roots, FilePattern pattern, List<Path> leftOut, Consumer<String> complaints) {
        for (Path path : roots) {
            if (!Files.exists(path)) {
                throw CommandException.usage("--files: there is no such file or directory: " + path);
            }
        }
        this.roots = roots.iterator();
        this.pattern = pattern;
        this.leftOut = Set.copyOf(leftOut);
        this.complaints = complaints;
    }

    @Override
    public Optional<Input> next() {
        while (true) {
            Iterator<Path> inner = open.peek();
            if (inner == null) {
                if (!roots.hasNext()) {
                    return Optional.empty();
                }
                root = roots.next();
                if (!Files.isDirectory(root)) {
                    return Optional.of(input(root));
                }
                open.push(entries(root));
            } else if (!inner.hasNext()) {
                open.pop();
            } else {
                Path path = inner.next();
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    open.push(entries(path));
                } else if (isTaken(path)) {
                    return Optional.of(input(path));
                }
            }
        }
    }

    private boolean isTaken(Path path) {
        return Files.isRegularFile(path)
                && pattern.isTaken(root.relativize(path))
                && (leftOut.isEmpty() || !leftOut.contains(path.toAbsolutePath().normalize()));
    }

    private Iterator<Path> entries(Path directory) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            complaints.accept("directory cannot be read: " + directory + ": " + e);
        }
        Collections.sort(entries);
        return entries.iterator();
    }

    private static Input input(Path path) {
        String text = path.toString();
        return new Input(text, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
