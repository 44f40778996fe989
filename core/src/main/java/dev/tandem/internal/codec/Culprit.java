package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * The object for which another one cannot be serialized, as far as it was found.
 *
 * @param place where it is, to stand behind "not serializable"; empty if it is the object itself
 * @param className its class
 * @param type its class, null if it was not found
 * @param madeUpField what a field on the way to it means that nobody has written, empty if there is none
 */
record Culprit(String place, String className, @Nullable Class<?> type, String madeUpField) {
    /** Looks for it; never throws. */
    static Culprit find(@Nullable Object root, Throwable why) {
        String name = Problems.message(why);
        if (root == null) {
            return new Culprit("", name, null, "");
        }
        if (root.getClass().getName().equals(name)) {
            return new Culprit("", name, root.getClass(), "");
        }
        ObjectPath.Step step = ObjectPath.find(root, name);
        if (step == null) {
            return new Culprit(": it holds a " + name, name, null, "");
        }
        String place = ": field " + step.path() + " (" + name + ")";
        return new Culprit(place, name, step.object().getClass(), step.madeUpField());
    }

    /**
     * Says what can be done, to stand at the end of a message; empty if nothing better than the message comes to mind.
     *
     * @param more what else there is to say, may be empty
     */
    String advice(String more) {
        try {
            String known = type == null ? Hints.ofName(className) : Hints.known(type);
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
}
