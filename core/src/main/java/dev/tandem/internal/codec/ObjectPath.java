package dev.tandem.internal.codec;

import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
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

    /** More: all of a long way is told. Less: shorter messages. */
    private static final int MOST_AT_AN_END = 10;

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
     * @return the last step of the way; null if none was found
     */
    static @Nullable Step find(Object root, String culprit) {
        try {
            return new ObjectPath(culprit).search(root);
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) { // user code on the way: a message without a path will do
            return null;
        }
    }

    private @Nullable Step search(Object root) {
        offer(null, Problems.typeName(root), root);
        while (found == null && !open.isEmpty()) {
            Step step = open.remove();
            ObjectParts.of(step.object, this, step);
        }
        return found;
    }

    /** Takes note of an object inside another; returns whether more of them are wanted. */
    boolean offer(@Nullable Step parent, String label, @Nullable Object object) {
        if (found != null || seen.size() >= MAX_OBJECTS) {
            return false;
        }
        if (object != null && !ValueEncoder.isImmutable(object) && seen.add(object)) {
            Step step = new Step(parent, label, object);
            if (object instanceof Serializable) {
                open.add(step);
            } else if (object.getClass().getName().equals(culprit)) {
                found = step;
            } else if (ObjectParts.hasForm(object)) {
                open.add(step);
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
        /** Returns the whole way, such as {@code com.acme.Report.items[3].conn}; of a long one, its ends. */
        String path() {
            return pathFrom(null);
        }

        /** Returns the way from an object on it, such as {@code .items[3].conn}; the whole if that is null. */
        String pathFrom(@Nullable Step start) {
            List<String> labels = new ArrayList<>();
            for (Step step = this; step != null && (start == null || step.object != start.object); step = step.parent) {
                labels.add(step.label);
            }
            Collections.reverse(labels);
            int left = labels.size() - 2 * MOST_AT_AN_END;
            if (left > 1) {
                labels.subList(MOST_AT_AN_END, MOST_AT_AN_END + left).clear();
                labels.add(MOST_AT_AN_END, "...(" + left + " more)...");
            }
            return String.join("", labels);
        }

        /** Returns the first proxy on the way from the start; null if there is none. */
        @Nullable
        Step firstProxy() {
            Step first = null;
            for (Step step = this; step != null; step = step.parent) {
                if (step.isProxy()) {
                    first = step;
                }
            }
            return first;
        }

        boolean isProxy() {
            return Proxy.isProxyClass(object.getClass());
        }

        /**
         * Says what the fields mean that nobody has written: of the object around an inner class, and of a local variable
         * that a class has captured. Empty if there is none on the way.
         */
        String madeUpField() {
            for (Step step = this; step != null; step = step.parent) {
                Step holder = step.parent;
                if (holder != null && step.label.startsWith(".this$")) {
                    return outer(step.label.substring(1), holder.object.getClass());
                }
                if (holder != null && step.label.startsWith(".val$")) {
                    String variable = step.label.substring(".val$".length());
                    return "val$" + variable + " is the local variable " + variable + ", which the class uses";
                }
            }
            return "";
        }

        private static String outer(String field, Class<?> inner) {
            if (inner.isAnonymousClass() || inner.isLocalClass()) {
                return field + " is the object in whose method the class stands: use a lambda or a static nested class";
            }
            return field + " is the outer object of an inner class: make the class static";
        }
    }
}
