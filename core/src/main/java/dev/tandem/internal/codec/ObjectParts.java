package dev.tandem.internal.codec;

import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Lists what an object would be serialized with: fields, elements, captured values, the handler of a proxy. */
final class ObjectParts {
    private ObjectParts() {}

    /** Whether an object that is not serializable may have a form of its own here, in which its parts are written. */
    static boolean hasForm(Object object) {
        return object instanceof Optional
                || object instanceof Collection
                || object instanceof Map
                || object instanceof Map.Entry;
    }

    /** Offers each part of an object to a search. */
    static void of(Object object, ObjectPath search, ObjectPath.Step step) {
        if (object instanceof Object[] array) {
            for (int i = 0; i < array.length && search.offer(step, "[" + i + "]", array[i]); i++) {}
            return;
        }
        if (Proxy.isProxyClass(object.getClass())) {
            search.offer(step, ".handler", Proxy.getInvocationHandler(object));
            return;
        }
        if (object instanceof Optional<?> optional) {
            search.offer(step, ".get()", optional.isPresent() ? optional.get() : null);
            return;
        }
        if (object instanceof AtomicReference<?> reference) {
            search.offer(step, ".get()", reference.get());
            return;
        }
        boolean ofJdk = object.getClass().getName().startsWith("java.util.");
        if (ofJdk && object instanceof Collection<?> collection) {
            ofElements(collection, "", search, step);
        } else if (ofJdk && object instanceof Map<?, ?> map) {
            ofElements(map.keySet(), ".keys", search, step);
            ofElements(map.values(), ".values", search, step);
        } else if (ofJdk && object instanceof Map.Entry<?, ?> entry) {
            search.offer(step, ".key", entry.getKey());
            search.offer(step, ".value", entry.getValue());
        } else if (object instanceof Throwable failure) {
            search.offer(step, ".cause", failure.getCause());
            ofElements(Arrays.asList(failure.getSuppressed()), ".suppressed", search, step);
            ofFields(object, search, step);
        } else if (object.getClass().isSynthetic()) {
            ofLambda(object, search, step);
        } else {
            ofFields(object, search, step);
        }
    }

    private static void ofElements(Collection<?> elements, String name, ObjectPath search, ObjectPath.Step step) {
        int i = 0;
        for (Object element : elements) {
            if (!search.offer(step, name + "[" + i + "]", element)) {
                return;
            }
            i++;
        }
    }

    private static void ofLambda(Object object, ObjectPath search, ObjectPath.Step step) {
        try {
            SerializedLambda form = LambdaClass.of(object.getClass()).form(object);
            for (int i = 0; form != null && i < form.getCapturedArgCount(); i++) {
                search.offer(step, ".captured[" + (i + 1) + "]", form.getCapturedArg(i));
            }
        } catch (IOException e) {
            return; // a part that cannot be looked at is no part of the path
        }
    }

    private static void ofFields(Object object, ObjectPath search, ObjectPath.Step step) {
        for (@Nullable Class<?> type = object.getClass();
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (isWritten(field) && field.trySetAccessible()) {
                    search.offer(step, "." + field.getName(), value(field, object));
                }
            }
        }
    }

    private static boolean isWritten(Field field) {
        return (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0
                && !field.getType().isPrimitive();
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            return null; // the same as a field that holds nothing: it is not on the path
        }
    }
}
