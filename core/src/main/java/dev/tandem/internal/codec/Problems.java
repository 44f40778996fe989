package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.lang.reflect.Proxy;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Words what went wrong in serialization. Never throws anything else, whatever the objects concerned do. */
final class Problems {
    /** How the JVM says that the static initializer of a class has failed before. */
    private static final String NOT_INITIALIZED = "Could not initialize class ";

    private static final String TOO_DEEP =
            ": its objects are nested too deeply, or its own serialization methods recurse;"
                    + " hold what is linked by many steps in a list or an array instead, or give the thread a larger stack (-Xss)";

    /** More: all interfaces of a proxy are told, also those that its framework has added. Less: shorter messages. */
    private static final int MOST_INTERFACES = 3;

    private Problems() {}

    /** Describes why a part of a task or outcome could not be written. */
    static TaskSerializationException cannotSerialize(String part, @Nullable Object root, Throwable why) {
        String start = "cannot serialize " + part + ": ";
        String type = root == null ? "null" : typeName(root);
        if (why instanceof NotSerializableException) {
            Culprit culprit = Culprit.find(root, why);
            String text = start + type + " is not serializable" + culprit.place() + culprit.advice("");
            return new TaskSerializationException(text, why);
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

    /** Names an exception and its message in one line, and explains errors that do not explain themselves. */
    static String reason(Throwable why) {
        String text = message(why);
        String name = why.getClass().getName();
        if (why instanceof StackOverflowError) {
            return name + TOO_DEEP;
        }
        if (why instanceof AttachmentException || why instanceof RefusedClassException) {
            return text;
        }
        if (why instanceof ExceptionInInitializerError && why.getCause() != null) {
            return name + ": class " + initialized(why.getCause()) + " threw " + reason(why.getCause());
        }
        if (why instanceof NoClassDefFoundError && text.startsWith(NOT_INITIALIZED)) {
            Throwable first = FailureChain.cause(why);
            return name + ": class " + text.substring(NOT_INITIALIZED.length())
                    + " cannot be used any more in this process,"
                    + " since its static initializer has failed before"
                    + (first == null ? "" : ": " + message(first));
        }
        if (isOtherVersion(why, text)) {
            return name + ": " + text + "; the two processes have different versions of the class";
        }
        return text.isEmpty() ? name : name + ": " + text;
    }

    /** Whether the class of an object looks different here from where it was written. */
    private static boolean isOtherVersion(Throwable why, String text) {
        return (why instanceof InvalidClassException
                        && (text.contains("serialVersionUID")
                                || text.contains("on the other side")
                                || text.contains("incompatible types for field")))
                || (why instanceof InvalidObjectException && text.startsWith("enum constant "));
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

    /** Names the class of an object; of a proxy, whose class says nothing, the interfaces. */
    static String typeName(Object object) {
        Class<?> type = object.getClass();
        return Proxy.isProxyClass(type) && type.getInterfaces().length > 0
                ? "proxy of " + names(type.getInterfaces())
                : type.getTypeName();
    }

    private static String names(Class<?>[] types) {
        StringJoiner names = new StringJoiner(", ");
        for (int i = 0; i < types.length && i < MOST_INTERFACES; i++) {
            names.add(types[i].getTypeName());
        }
        return types.length > MOST_INTERFACES ? names + ", ..." : names.toString();
    }

    static String loaderName(ClassLoader loader) {
        String name = loader.getName();
        return "class loader " + (name == null ? loader.getClass().getName() : name);
    }
}
