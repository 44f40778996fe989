package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import java.io.NotSerializableException;
import org.jspecify.annotations.Nullable;

/** Words what went wrong in serialization. Never throws anything else, whatever the objects concerned do. */
final class Problems {
    private Problems() {}

    /** Describes why a part of a task or outcome could not be written. */
    static TaskSerializationException cannotSerialize(String part, @Nullable Object root, Throwable why) {
        String start = "cannot serialize " + part + ": ";
        String type = root == null ? "null" : typeName(root);
        if (why instanceof NotSerializableException) {
            return new TaskSerializationException(start + type + ' ' + notSerializable(root, why, " is"), why);
        }
        return new TaskSerializationException(start + type + ": " + reason(why), why);
    }

    /** Describes why a part of a task or outcome could not be read. */
    static TaskSerializationException cannotRebuild(String part, Throwable why, ClassResolver resolver) {
        return new TaskSerializationException("cannot rebuild " + part + ": " + rebuildReason(why, resolver), why);
    }

    /** Words a failure of reading, with the class loader if a class is missing. */
    static String rebuildReason(Throwable why, ClassResolver resolver) {
        if (why instanceof ClassNotFoundException) {
            String text = message(why);
            // no name has a space in it: it is a sentence, of somebody who knows where it was looked for
            return text.startsWith("class ")
                    ? text
                    : "class " + text + " was not found by " + loaderName(resolver.loader());
        }
        if (why instanceof NoClassDefFoundError && why.getCause() instanceof ClassNotFoundException missing) {
            return rebuildReason(missing, resolver); // a class that one that was found needs
        }
        if (why instanceof MalformedPayloadException) {
            return "malformed payload: " + message(why);
        }
        return reason(why);
    }

    /**
     * Says "is not serializable", and which field if it is not the object itself.
     *
     * @param verb what stands before "not serializable" and after the name of the object
     */
    static String notSerializable(@Nullable Object root, Throwable why, String verb) {
        String culprit = message(why);
        String end = verb.trim() + " not serializable";
        if (root == null || typeName(root).equals(culprit)) {
            return end;
        }
        String path = ObjectPath.find(root, culprit);
        if (path == null) {
            return end + ": it holds a " + culprit;
        }
        String hint = path.contains(".this$0") ? "; an inner class holds its outer instance: make it static" : "";
        return end + ": field path " + path + " (" + culprit + ")" + hint;
    }

    /** Names an exception and its message in one line, and explains errors that do not explain themselves. */
    static String reason(Throwable why) {
        String text = message(why);
        String name = why.getClass().getName();
        if (why instanceof StackOverflowError) {
            return name + ": its objects are nested too deeply, or its own serialization methods recurse";
        }
        if (why instanceof AttachmentException || why instanceof RefusedClassException) {
            return text;
        }
        if (why instanceof ExceptionInInitializerError && why.getCause() != null) {
            return name + ": class " + initialized(why.getCause()) + " threw " + reason(why.getCause());
        }
        return text.isEmpty() ? name : name + ": " + text;
    }

    /** The class whose static initializer threw. */
    private static String initialized(Throwable cause) {
        for (StackTraceElement frame : cause.getStackTrace()) {
            if (frame.getMethodName().equals("<clinit>")) {
                return frame.getClassName();
            }
        }
        return "(unknown)";
    }

    /** Returns the message of an exception, empty if there is none or asking for it fails. */
    static String message(Throwable failure) {
        try {
            String text = failure.getMessage();
            return text == null ? "" : text;
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) { // user code: the failure it describes matters more
            return "(getMessage threw " + e.getClass().getName() + ")";
        }
    }

    static String typeName(Object object) {
        return object.getClass().getTypeName();
    }

    static String loaderName(ClassLoader loader) {
        String name = loader.getName();
        return "class loader " + (name == null ? loader.getClass().getName() : name);
    }
}
