package dev.tandem.internal.codec;

import java.io.Externalizable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.Set;

/**
 * The exceptions that hold fields and do nothing with them when they are read: those of libraries keep their types
 * without being asked for. The classes of what is in the fields are asked for as any other. What such an exception does
 * in {@code getMessage} and {@code toString} is done here, too, as for any exception that is handled.
 */
final class InertFailures {
    /** What runs while a stream is read, on the object itself or on one that is put into a collection; or later, unseen. */
    private static final Set<String> ACTIVE = Set.of(
            "readObject",
            "readObjectNoData",
            "readResolve",
            "readExternal",
            "hashCode",
            "equals",
            "finalize",
            "$deserializeLambda$"); // makes lambdas of the class, when one is read

    private InertFailures() {}

    /** Whether a class is one of them; it is not initialized for it. */
    static boolean contains(Class<?> type) {
        if (!Throwable.class.isAssignableFrom(type)
                || Externalizable.class.isAssignableFrom(type)
                || Comparable.class.isAssignableFrom(type)
                || Comparator.class.isAssignableFrom(type)
                || InvocationHandler.class.isAssignableFrom(type)) {
            return false;
        }
        // what is below in java.* is accepted anyway
        for (Class<?> each = type; !each.getName().startsWith("java."); each = each.getSuperclass()) {
            if (!isInert(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInert(Class<?> type) {
        try {
            for (Method method : type.getDeclaredMethods()) {
                if (ACTIVE.contains(method.getName())) {
                    return false;
                }
            }
            return true;
        } catch (LinkageError e) { // a class is missing that it mentions: who knows what it does
            return false;
        }
    }
}
