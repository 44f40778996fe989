package dev.tandem.docs;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Follows the links between pages. Links to other sites are not followed. */
final class Links {
    private final Path root;
    private final Map<Path, Page> pages = new TreeMap<>();

    Links(Path root, List<Page> pages) {
        this.root = root;
        pages.forEach(page -> this.pages.put(page.file(), page));
    }

    /** Links whose file or heading is not there. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        for (Page page : pages.values()) {
            for (Page.Link link : page.links()) {
                if (isLocal(link) && !resolves(page, link)) {
                    broken.add(page.file() + ":" + link.line() + ": there is no " + link.target());
                }
            }
        }
        return broken;
    }

    /** Pages below a directory that no way of links leads to. */
    List<Path> unreachableFrom(Path start, Path directory) {
        Set<Path> seen = new HashSet<>(Set.of(start));
        Deque<Path> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            Page page = pages.get(next.remove());
            for (Page.Link link : page == null ? List.<Page.Link>of() : page.links()) {
                if (isLocal(link) && seen.add(file(page, link))) {
                    next.add(file(page, link));
                }
            }
        }
        return pages.keySet().stream()
                .filter(page -> page.startsWith(directory) && !seen.contains(page))
                .toList();
    }

    private boolean resolves(Page page, Page.Link link) {
        Path file = file(page, link);
        int hash = link.target().indexOf('#');
        if (hash < 0) {
            return Files.exists(root.resolve(file));
        }
        Page target = pages.get(file);
        return target != null && anchors(target).contains(link.target().substring(hash + 1));
    }

    private static boolean isLocal(Page.Link link) {
        return !URI.create(link.target()).isAbsolute();
    }

    private static Path file(Page page, Page.Link link) {
        String path = link.target().replaceFirst("#.*", "");
        return path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    }

    /** The anchors of headings, as the usual viewers of Markdown make them. */
    private static Set<String> anchors(Page page) {
        Map<String, Integer> counts = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        for (String heading : page.headings()) {
            String anchor = heading.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int before = counts.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }
}
