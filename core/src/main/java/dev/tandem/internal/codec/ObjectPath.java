package dev.tandem.internal.codec;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way from an object to one inside it that is not serializable, to name it in a message. Best effort: it
 * looks at a bounded number of objects, breadth first, so that the shortest way is named, and skips what is closed to
 * reflection.
 */
final class ObjectPath {
    /** Larger: names paths in larger graphs. Smaller: a failing submit takes less long; this takes milliseconds. */
    private static final int MAX_OBJECTS = 20_000;

    private final String culprit;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Step> open = new ArrayDeque<>();
    private @Nullable Step found;

    private ObjectPath(String culprit) {
        this.culprit = culprit;
    }

    /**
     * Finds a way.
     *
     * @param root where to start
     * @param culprit the class that is not serializable
     * @return the way, such as {@code com.acme.Report.items[3].conn}; null if none was found
     */
    static @Nullable String find(Object root, String culprit) {
        try {
            return new ObjectPath(culprit).search(root);
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) { // user code on the way: a message without a path will do
            return null;
        }
    }

    private @Nullable String search(Object root) {
        offer(null, Problems.typeName(root), root);
        while (found == null && !open.isEmpty()) {
            Step step = open.remove();
            ObjectParts.of(step.object, this, step);
        }
        return found == null ? null : found.path();
    }

    /** Takes note of an object inside another; returns whether more of them are wanted. */
    boolean offer(@Nullable Step parent, String label, @Nullable Object object) {
        if (found != null || seen.size() >= MAX_OBJECTS) {
            return false;
        }
        if (object != null && !ValueEncoder.isImmutable(object) && seen.add(object)) {
            Step step = new Step(parent, label, object);
            if (object instanceof java.io.Serializable) {
                open.add(step);
            } else if (object.getClass().getName().equals(culprit)) {
                found = step;
            }
        }
        return true;
    }

    /**
     * An object and how it was reached.
     *
     * @param label what is added to the path of the parent
     */
    record Step(@Nullable Step parent, String label, Object object) {
        String path() {
            StringBuilder path = new StringBuilder();
            for (Step step = this; step != null; step = step.parent) {
                path.insert(0, step.label);
            }
            return path.toString();
        }
    }
}
