package dev.tandem.cli.map;

import java.io.Closeable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.Charset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function that is ready to be called, in the JVM in which it is called. Thread-safe if the function is. */
final class Invocation {
    private final FunctionSpec spec;
    private final Executable function;
    private final Charset charset;
    private final ClassLoader loader;

    /**
     * @param parent where the classes of the user are
     * @throws ReflectiveOperationException if the function is not there
     */
    Invocation(FunctionSpec spec, ClassLoader parent) throws ReflectiveOperationException {
        this.spec = spec;
        loader = spec.classes().isEmpty() ? parent : new CompiledClasses(spec.classes(), parent);
        charset = Charset.forName(spec.charset());
        function = find(Class.forName(spec.className(), false, loader));
        if (!spec.classes().isEmpty()) {
            function.setAccessible(true); // an expression is in a class of its own that nobody else has
        }
    }

    private Executable find(Class<?> type) throws NoSuchMethodException {
        Executable[] all = spec.methodName().equals("new") ? type.getConstructors() : type.getMethods();
        for (Executable candidate : all) {
            if ((candidate instanceof Constructor || candidate.getName().equals(spec.methodName()))
                    && FunctionFinder.parameterOf(candidate).equals(spec.parameter())
                    && !(candidate instanceof Method method && method.isBridge())) {
                return candidate;
            }
        }
        throw new NoSuchMethodException(spec.toString());
    }

    /**
     * Calls the function, and returns what became of it.
     *
     * @throws OutOfMemoryError if the function ran out of memory: who knows what is left of the heap, so the pool ends the
     *     worker
     */
    byte[] call(Object raw) {
        Thread.currentThread().setContextClassLoader(loader);
        long begun = System.nanoTime();
        try {
            Object argument = spec.form().argument(raw, spec.isFile(), charset);
            try {
                Object result = invoke(argument);
                byte[] bytes = spec.json() ? ResultText.json(result, charset) : ResultText.plain(result, charset);
                boolean isRaw = result instanceof byte[] && !spec.json();
                return bytes == null
                        ? Reply.nothing(System.nanoTime() - begun)
                        : Reply.result(System.nanoTime() - begun, bytes, isRaw);
            } finally {
                if (argument instanceof Closeable open) {
                    open.close();
                }
            }
        } catch (InvocationTargetException e) {
            return failure(begun, e.getTargetException());
        } catch (Throwable e) {
            return failure(begun, e);
        }
    }

    private static byte[] failure(long begun, Throwable failure) {
        if (failure instanceof OutOfMemoryError memory) {
            throw memory;
        }
        return Reply.failure(System.nanoTime() - begun, failure);
    }

    private @Nullable Object invoke(Object argument) throws ReflectiveOperationException {
        if (function instanceof Constructor<?> constructor) {
            return constructor.newInstance(argument);
        }
        Method method = (Method) function;
        return spec.parameter().isEmpty() ? method.invoke(argument) : method.invoke(null, argument);
    }

    /** Classes that were compiled for this run. */
    static final class CompiledClasses extends ClassLoader {
        private final Map<String, byte[]> classes;

        CompiledClasses(Map<String, byte[]> classes, ClassLoader parent) {
            super(parent);
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] file = classes.get(name);
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, file, 0, file.length);
        }
    }
}
