package dev.tandem.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Lines that a page shows as printed by a command. The command's two streams keep the order of their own lines, but how
 * these are mixed is chance. A line {@code ...} stands for any number of lines.
 */
final class ShownLines {
    private static final String ANYTHING = "...";

    private final List<String> shown;
    private final List<Predicate<String>> likeShown = new ArrayList<>();

    ShownLines(List<String> shown) {
        this.shown = shown;
        shown.forEach(line -> likeShown.add(ShownOutput.line(line)));
    }

    /** Whether they are all lines of both streams, each in its order. */
    boolean isMixOf(List<String> out, List<String> err) {
        boolean[][][] seen = new boolean[shown.size() + 1][out.size() + 1][err.size() + 1];
        return isMixOf(0, out, 0, err, 0, seen);
    }

    /** Whether what is shown from a line on is what was printed from two other lines on. */
    private boolean isMixOf(int at, List<String> out, int o, List<String> err, int e, boolean[][][] seen) {
        if (seen[at][o][e]) {
            return false; // it led nowhere
        }
        seen[at][o][e] = true;
        if (at == shown.size()) {
            return o == out.size() && e == err.size();
        }
        boolean isAnything = shown.get(at).strip().equals(ANYTHING);
        int next = isAnything ? at : at + 1;
        Predicate<String> isLike = isAnything ? line -> true : likeShown.get(at);
        return isAnything && isMixOf(at + 1, out, o, err, e, seen)
                || o < out.size() && isLike.test(out.get(o)) && isMixOf(next, out, o + 1, err, e, seen)
                || e < err.size() && isLike.test(err.get(e)) && isMixOf(next, out, o, err, e + 1, seen);
    }

    /** Whether they are all that was printed, in whatever order. */
    boolean isCollectionOf(List<String> printed) {
        List<String> left = new ArrayList<>(printed);
        boolean isMoreAllowed = false;
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i).strip().equals(ANYTHING)) {
                isMoreAllowed = true;
                continue;
            }
            int found = firstLike(likeShown.get(i), left);
            if (found < 0) {
                return false;
            }
            left.remove(found);
        }
        return isMoreAllowed || left.isEmpty();
    }

    private static int firstLike(Predicate<String> isLike, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (isLike.test(lines.get(i))) {
                return i;
            }
        }
        return -1;
    }
}
