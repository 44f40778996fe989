package dev.tandem.internal.codec;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Makes instances of one lambda from what they captured: by {@code $deserializeLambda$} of its class, and if many are
 * made, by a {@link LambdaFactory}. Thread-safe.
 */
final class LambdaRebuilder {
    /**
     * From this use on, a factory is looked for. Linking it takes milliseconds: earlier, that would hold up the first
     * tasks of every worker; later, many lambdas would be slower.
     */
    private static final int ENOUGH_USES = 100;

    private final LambdaShape shape;
    private final ClassResolver resolver;

    /** Written when first needed. */
    private volatile @Nullable Class<?> capturingClass;

    /** Written before {@link #capturingClass}; null if the module of the class is closed to us. */
    private @Nullable Method deserializer;

    /** Written before {@link #capturingClass}; null if the lambda is to be linked for its first use. */
    private @Nullable UnlinkedLambda unlinked;

    /** The one instance of a lambda that captures nothing, once made; another one when it is linked. */
    private volatile @Nullable Object instance;

    /** Counted without care: threads that count at once only make it a little later. */
    private int uses;

    /** Written when there were enough uses and it can be had; two threads at once may both write, both are right. */
    private volatile @Nullable LambdaFactory factory;

    LambdaRebuilder(LambdaShape shape, ClassResolver resolver) {
        this.shape = shape;
        this.resolver = resolver;
    }

    LambdaShape shape() {
        return shape;
    }

    /** Makes an instance; throws what its class throws when it is loaded or initialized. */
    Object rebuild(Object[] captured) throws Throwable {
        if (captured.length > 0) {
            LambdaFactory fast = factory;
            if (fast != null) {
                return fast.make(captured);
            }
        } else {
            Object known = instance;
            if (known != null) {
                return known;
            }
        }
        prepare();
        UnlinkedLambda first = unlinked;
        Object bound = first == null ? null : first.tryBind(captured);
        if (bound == null) {
            return link(captured);
        }
        if (captured.length == 0) {
            instance = bound; // until it is linked
        }
        return bound;
    }

    /** Makes an instance of the lambda's own class. */
    Object link(Object[] captured) throws Throwable {
        Object made = make(captured);
        if (captured.length == 0) {
            instance = made;
        } else if (++uses == ENOUGH_USES) {
            factory = LambdaFactory.of(made, captured.length);
        }
        return made;
    }

    ClassResolver resolver() {
        return resolver;
    }

    /** Loads what is needed for the first instance; runs no code of the class. */
    Class<?> prepare() throws IOException, ClassNotFoundException {
        Class<?> capturing = capturingClass;
        if (capturing == null) {
            capturing = resolver.resolveAccepted(OriginName.of(shape.capturingClassName(), shape.origin()));
            deserializer = findDeserializer(capturing);
            unlinked = deserializer == null ? null : UnlinkedLambda.of(shape, capturing, this);
            capturingClass = capturing;
        }
        return capturing;
    }

    private Object make(Object[] captured) throws Throwable {
        Class<?> capturing = prepare();
        SerializedLambda form = shape.form(capturing, captured);
        Method method = deserializer;
        Object function = method == null ? makeByStream(form) : invoke(method, form);
        if (function == null) {
            throw new MalformedPayloadException("a lambda must not be null: " + shape.description());
        }
        return function;
    }

    private static @Nullable Method findDeserializer(Class<?> capturing) throws IOException {
        try {
            Method method = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
            method.setAccessible(true);
            return method;
        } catch (InaccessibleObjectException e) {
            return null;
        } catch (NoSuchMethodException e) {
            throw new IOException(
                    "another version of " + capturing.getName() + " is on the class path here: it has no"
                            + " serializable lambda",
                    e);
        }
    }

    private static @Nullable Object invoke(Method deserializer, SerializedLambda form) throws Throwable {
        try {
            return deserializer.invoke(null, form);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IllegalArgumentException) {
                throw new IOException(
                        "another version of " + form.getCapturingClass().replace('/', '.')
                                + " is on the class path here: it does not have this lambda",
                        cause);
            }
            throw cause == null ? e : cause;
        }
    }

    /** Lets a JDK stream call the deserializer: it may where we may not. */
    private @Nullable Object makeByStream(SerializedLambda form) throws IOException, ClassNotFoundException {
        CodecOutput out = new CodecOutput(ClassIds.named(resolver.origins()));
        JdkSerialization.write(form, out);
        return JdkSerialization.read(new CodecInput(out.buffer(), 0, out.size()), resolver);
    }
}
