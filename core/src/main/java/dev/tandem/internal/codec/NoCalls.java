package dev.tandem.internal.codec;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

/** The handler of a proxy that is made only for its class. */
final class NoCalls implements InvocationHandler {
    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        throw new UnsupportedOperationException("a proxy made for its class is never called");
    }
}
