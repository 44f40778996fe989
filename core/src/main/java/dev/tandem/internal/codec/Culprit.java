package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * The object for which another one cannot be serialized, as far as it was found.
 *
 * @param place where it is, to stand behind "not serializable"; empty if it is the object itself
 * @param className its class
 * @param type its class, null if it was not found
 * @param way the way to it, or to where the search began if it was not found; null if there is nothing to search
 */
record Culprit(String place, String className, @Nullable Class<?> type, ObjectPath.@Nullable Step way) {
    /** Looks for it; never throws. */
    static Culprit find(@Nullable Object root, Throwable why) {
        String name = Problems.message(why);
        if (root == null) {
            return new Culprit("", name, null, null);
        }
        ObjectPath.Step start = new ObjectPath.Step(null, Problems.typeName(root), root);
        if (root.getClass().getName().equals(name)) {
            return new Culprit("", name, root.getClass(), start);
        }
        ObjectPath.Step step = ObjectPath.find(root, name);
        return step == null
                ? new Culprit(": it holds a " + name, name, null, start)
                : new Culprit(place(step, name), name, step.object().getClass(), step);
    }

    private static String place(ObjectPath.Step step, String name) {
        ObjectPath.Step proxy = step.firstProxy();
        if (proxy == null) {
            return ": field " + step.path() + " (" + name + ")";
        }
        String handler = step.pathFrom(proxy).substring(1) + " is a " + name;
        return proxy.parent() == null
                ? ": its " + handler
                : ": field " + proxy.path() + " (" + Problems.typeName(proxy.object()) + "), whose " + handler;
    }

    /**
     * Says what can be done, to stand at the end of a message; empty if nothing better than the message comes to mind.
     *
     * @param more what else there is to say, may be empty
     */
    String advice(String more) {
        try {
            String known = known();
            String madeUpField = way == null ? "" : way.madeUpField();
            String text = known == null ? "" : "; " + known;
            text += madeUpField.isEmpty() ? "" : "; " + madeUpField;
            text += more.isEmpty() ? "" : "; " + more;
            String general = text.isEmpty() && type != null ? Hints.general(type) : null;
            return general == null ? text : "; " + general;
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) { // a class near it cannot be loaded: the message will do
            return "";
        }
    }

    private @Nullable String known() {
        if (way != null && way.firstProxy() != null) {
            return aboutProxies(way);
        }
        return type == null ? Hints.ofName(className) : Hints.known(type);
    }

    /** What is behind a proxy is not its user's to mend: what the proxy stands for matters, then what tool it holds. */
    private String aboutProxies(ObjectPath.Step end) {
        for (ObjectPath.Step step = end; step != null; step = step.parent()) {
            String hint = step.isProxy() ? Hints.ofTypes(step.object().getClass()) : null;
            if (hint != null) {
                return hint;
            }
        }
        String hint = type == null ? null : Hints.ofTypes(type);
        return hint == null ? Hints.MADE_BY_FRAMEWORK : hint;
    }
}
