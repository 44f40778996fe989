package dev.tandem.internal.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pieces of a stage whose results were not taken. Guarded by the window that it belongs to. */
final class Pieces {
    private final boolean ordered;

    /** All of them, if they are taken in their order. */
    private final Deque<Piece> inOrder = new ArrayDeque<>();

    /** All of them, and those that are done, if they are taken as they are done. */
    private final Set<Piece> all = new LinkedHashSet<>(); // pieces are equal only to themselves

    private final Deque<Piece> done = new ArrayDeque<>();

    Pieces(boolean ordered) {
        this.ordered = ordered;
    }

    /** Adds a piece whose elements follow all others. */
    void add(Piece piece) {
        if (ordered) {
            inOrder.addLast(piece);
        } else {
            all.add(piece);
        }
    }

    /** Adds pieces in the place of the one that was taken last. */
    void putBack(List<Piece> parts) {
        if (!ordered) {
            all.addAll(parts);
            return;
        }
        for (int i = parts.size() - 1; i >= 0; i--) {
            inOrder.addFirst(parts.get(i));
        }
    }

    /** A piece is done. */
    void onDone(Piece piece) {
        piece.done(true);
        if (!ordered) {
            done.addLast(piece);
        }
    }

    /** Whether there is one that can be taken. */
    boolean isReady() {
        Piece first = ordered ? inOrder.peekFirst() : done.peekFirst();
        return first != null && first.isDone();
    }

    /** Takes the next one that is done, or null. */
    @Nullable
    Piece poll() {
        if (!isReady()) {
            return null;
        }
        Piece piece = ordered ? inOrder.pollFirst() : done.pollFirst();
        all.remove(piece);
        return piece;
    }

    boolean isEmpty() {
        return inOrder.isEmpty() && all.isEmpty();
    }

    /** Those that are not done, oldest first. */
    List<Piece> unfinished() {
        List<Piece> found = new ArrayList<>();
        for (Piece piece : ordered ? inOrder : all) {
            if (!piece.isDone()) {
                found.add(piece);
            }
        }
        return found;
    }
}
