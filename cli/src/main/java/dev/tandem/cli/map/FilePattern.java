package dev.tandem.cli.map;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files below a directory are taken. A glob without a slash is for the name of a file, wherever it lies; one with
 * a slash is for its path from the directory on.
 */
final class FilePattern {
    private final List<PathMatcher> names = new ArrayList<>();
    private final List<PathMatcher> paths = new ArrayList<>();

    /**
     * @param globs the patterns, of which one has to fit; none takes all files
     * @throws IllegalArgumentException if one is not a glob
     */
    FilePattern(List<String> globs) {
        for (String glob : globs) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            if (glob.indexOf('/') < 0) {
                names.add(matcher);
            } else {
                paths.add(matcher);
                if (glob.startsWith("**/")) {
                    // **/x is also meant for x right here
                    paths.add(FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(3)));
                }
            }
        }
    }

    boolean isTaken(Path relative) {
        if (names.isEmpty() && paths.isEmpty()) {
            return true;
        }
        Path name = relative.getFileName();
        return (name != null && names.stream().anyMatch(matcher -> matcher.matches(name)))
                || paths.stream().anyMatch(matcher -> matcher.matches(relative));
    }
}
