package dev.tandem.internal.codec;

import dev.tandem.TaskBiFunction;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskRunnable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * To make an instance of a lambda, $deserializeLambda$ links a call site: the JDK writes a class for the lambda, defines
 * it, and spins what leads there. In a JVM that has made no lambda yet that takes longer than all else in a first task.
 * All that such an instance does is to call the method that holds the lambda's body. Up to JDK 17 that method can be
 * called by reflection at once; later JDKs do that by way of what is to be avoided here. Reflection, in turn, writes a
 * class for a method that is called more than 15 times.
 *
 * Nobody but the task's caller sees the object that a function is, so that it need not be of the lambda's own class.
 */

/** Calls the body of a lambda by reflection, the first few times. Thread-safe. */
final class UnlinkedLambda {
    /** The last JDK whose reflection is ready at once. */
    private static final int LAST_JDK = 17;

    /** More: linking comes later, but reflection may write a class of its own. Less: it may come in a task that is waited for. */
    static final int MOST_CALLS = 10;

    /** Stands for: link it. */
    private static final Object LINK = new Object();

    private final Method body;
    private final String interfaceClass;
    private final LambdaRebuilder rebuilder;

    /** Counted without care: threads that count at once only make it a little later. */
    private int calls;

    private UnlinkedLambda(Method body, String interfaceClass, LambdaRebuilder rebuilder) {
        this.body = body;
        this.interfaceClass = interfaceClass;
        this.rebuilder = rebuilder;
    }

    /** Returns what calls a lambda so; null if it has to be linked: it is not the common case. */
    static @Nullable UnlinkedLambda of(LambdaShape shape, Class<?> capturing, LambdaRebuilder rebuilder) {
        if (Runtime.version().feature() > LAST_JDK
                || shape.implementationKind() != MethodHandleInfo.REF_invokeStatic
                || !shape.implementationClass().equals(shape.capturingClass())
                || capturing.isInterface()) {
            return null;
        }
        Method body = find(shape, capturing);
        return body == null ? null : new UnlinkedLambda(body, shape.interfaceClass(), rebuilder);
    }

    /** Returns the class whose code a function is. */
    static Class<?> codeOf(Object function) {
        return function instanceof Function first ? first.lambda.body.getDeclaringClass() : function.getClass();
    }

    private static @Nullable Method find(LambdaShape shape, Class<?> capturing) {
        for (Method method : capturing.getDeclaredMethods()) {
            if (method.getName().equals(shape.implementationMethod())
                    && Modifier.isStatic(method.getModifiers())
                    && descriptor(method).equals(shape.implementationSignature())) {
                return method.trySetAccessible() ? method : null;
            }
        }
        return null;
    }

    private static String descriptor(Method method) {
        StringBuilder text = new StringBuilder(64);
        text.append('(');
        for (Class<?> type : method.getParameterTypes()) {
            text.append(type.descriptorString());
        }
        return text.append(')')
                .append(method.getReturnType().descriptorString())
                .toString();
    }

    /** Returns a function with what it captured; null if it is to be linked now. */
    @Nullable
    Object tryBind(@Nullable Object[] captured) throws ClassNotFoundException {
        if (calls >= MOST_CALLS) {
            return null;
        }
        Class<?> owner = body.getDeclaringClass();
        Class<?> initialized = Class.forName(owner.getName(), true, owner.getClassLoader()); // fails here if at all
        if (initialized != owner) {
            return null;
        }
        return switch (interfaceClass) {
            case "dev/tandem/TaskCallable" -> new OfNothing(this, captured);
            case "dev/tandem/TaskRunnable" -> new Action(this, captured);
            case "dev/tandem/TaskFunction" -> new OfOne(this, captured);
            case "dev/tandem/TaskBiFunction" -> new OfTwo(this, captured);
            default -> null; // it may have methods of its own
        };
    }

    /** Calls the body, or returns {@link #LINK} if the lambda is to be linked instead; then nothing was called. */
    @Nullable
    Object call(@Nullable Object[] captured, @Nullable Object... arguments) throws Exception {
        if (calls >= MOST_CALLS) {
            return LINK;
        }
        calls++;
        @Nullable Object[] all = Arrays.copyOf(captured, captured.length + arguments.length);
        System.arraycopy(arguments, 0, all, captured.length, arguments.length);
        try {
            return body.invoke(null, all);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            throw UnlinkedLambda.<Exception>asIs(thrown == null ? e : thrown);
        } catch (IllegalArgumentException | NullPointerException | IllegalAccessException e) {
            return LINK; // an argument is not of its declared type: the lambda itself says so as it should
        }
    }

    /** A lambda may throw what its interface does not declare. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** What the functions have in common. */
    private abstract static class Function {
        private final UnlinkedLambda lambda;
        private final @Nullable Object[] captured;

        /** Written by the first thread that needs it; two at once may both write, and both are right. */
        private volatile @Nullable Object linked;

        Function(UnlinkedLambda lambda, @Nullable Object[] captured) {
            this.lambda = lambda;
            this.captured = captured;
        }

        final @Nullable Object tryCall(@Nullable Object... arguments) throws Exception {
            return linked == null ? lambda.call(captured, arguments) : LINK;
        }

        final Object linked() {
            Object known = linked;
            if (known == null) {
                try {
                    known = lambda.rebuilder.link(captured);
                } catch (Throwable e) {
                    throw Problems.cannotRebuild("the function", e, lambda.rebuilder.resolver());
                }
                linked = known;
            }
            return known;
        }
    }

    @SuppressWarnings("serial") // it does not travel any more
    private static final class OfNothing extends Function implements TaskCallable<@Nullable Object> {
        OfNothing(UnlinkedLambda lambda, @Nullable Object[] captured) {
            super(lambda, captured);
        }

        @Override
        public @Nullable Object call() throws Exception {
            Object result = tryCall();
            return result == LINK ? ((TaskCallable<?>) linked()).call() : result;
        }
    }

    @SuppressWarnings("serial") // it does not travel any more
    private static final class Action extends Function implements TaskRunnable {
        Action(UnlinkedLambda lambda, @Nullable Object[] captured) {
            super(lambda, captured);
        }

        @Override
        public void execute() throws Exception {
            if (tryCall() == LINK) {
                ((TaskRunnable) linked()).execute();
            }
        }
    }

    @SuppressWarnings("serial") // it does not travel any more
    private static final class OfOne extends Function implements TaskFunction<Object, Object> {
        OfOne(UnlinkedLambda lambda, @Nullable Object[] captured) {
            super(lambda, captured);
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // as in TaskCall
        public Object apply(Object argument) throws Exception {
            Object result = tryCall(argument);
            return result == LINK ? ((TaskFunction<Object, Object>) linked()).apply(argument) : result;
        }
    }

    @SuppressWarnings("serial") // it does not travel any more
    private static final class OfTwo extends Function implements TaskBiFunction<Object, Object, Object> {
        OfTwo(UnlinkedLambda lambda, @Nullable Object[] captured) {
            super(lambda, captured);
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // as in TaskCall
        public Object apply(Object first, Object second) throws Exception {
            Object result = tryCall(first, second);
            return result == LINK ? ((TaskBiFunction<Object, Object, Object>) linked()).apply(first, second) : result;
        }
    }
}
