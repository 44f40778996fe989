package dev.tandem.internal.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/*
 * $deserializeLambda$ of a class looks at what all instances of a lambda have in common, and then makes an instance of
 * the class that belongs to that lambda. So for another instance of the same lambda it comes down to that class's
 * constructor, which takes what is captured. It is only called after $deserializeLambda$ has made instances, and only
 * if the class looks as the JDK makes them; else $deserializeLambda$ is called each time.
 */

/** Makes instances of one lambda by the constructor of its class. Thread-safe. */
final class LambdaFactory {
    /** Of the type (Object[])Object. */
    private final MethodHandle constructor;

    private LambdaFactory(MethodHandle constructor) {
        this.constructor = constructor;
    }

    /** Returns a factory of objects such as one that was made from so many captured values; null if there is none. */
    static @Nullable LambdaFactory of(Object instance, int captured) {
        Class<?> type = instance.getClass();
        if (!type.isHidden() || !type.isSynthetic()) {
            return null;
        }
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (constructors.length != 1
                || constructors[0].getParameterCount() != captured
                || !constructors[0].trySetAccessible()) {
            return null;
        }
        try {
            MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructors[0]);
            return new LambdaFactory(handle.asSpreader(Object[].class, captured)
                    .asType(MethodType.methodType(Object.class, Object[].class)));
        } catch (IllegalAccessException e) {
            return null;
        }
    }

    Object make(@Nullable Object[] captured) throws Throwable {
        return (Object) constructor.invokeExact(captured);
    }
}
