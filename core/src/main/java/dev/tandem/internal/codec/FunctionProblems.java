package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import java.io.NotSerializableException;
import java.lang.invoke.MethodHandleInfo;
import org.jspecify.annotations.Nullable;

/** Words what went wrong with the serialization of a function. */
final class FunctionProblems {
    private static final String ABOUT_THIS =
            "a lambda captures this when it uses a field or a method of its object: copy"
                    + " the field into a local variable before the lambda and use that";

    private FunctionProblems() {}

    /** A function whose class does not implement {@code Serializable}. */
    static TaskSerializationException notSerializable(Object function) {
        return new TaskSerializationException(
                "cannot serialize the function: " + name(function)
                        + " is not serializable: use TaskCallable/TaskRunnable or implement Serializable",
                null);
    }

    /**
     * A lambda that captured what cannot be serialized.
     *
     * @param index which captured value failed, or -1 if that is not known
     */
    static TaskSerializationException cannotSerializeCaptured(
            LambdaShape shape, Object[] captured, int index, Throwable why) {
        int culprit = index >= 0 ? index : findCulprit(captured, why);
        String text = "cannot serialize the function: " + shape.description() + " captured ";
        if (culprit < 0) {
            return new TaskSerializationException(text + "values: " + Problems.reason(why), why);
        }
        Object value = captured[culprit];
        boolean isThis = culprit == 0 && isOwnThis(shape, value);
        text += isThis ? simpleName(shape.capturingClassName()) + ".this" : name(shape, captured, culprit);
        if (!(why instanceof NotSerializableException)) {
            return new TaskSerializationException(text + ": " + Problems.reason(why), why);
        }
        Culprit found = Culprit.find(value, why);
        text += ", which is not serializable" + found.place() + found.advice(isThis ? ABOUT_THIS : "");
        return new TaskSerializationException(text, why);
    }

    /** Names a captured value that is not {@code this}. */
    private static String name(LambdaShape shape, Object[] captured, int index) {
        String type = Problems.typeName(captured[index]);
        if (!shape.isLambda()) {
            return "the object that it is bound to (" + type + ")";
        }
        boolean withThis = captured.length > 0 && captured[0] != null && isOwnThis(shape, captured[0]);
        int locals = withThis ? captured.length - 1 : captured.length;
        int number = withThis ? index : index + 1;
        return "local variable " + number + " of " + locals + " (" + type + ")";
    }

    private static int findCulprit(Object[] captured, Throwable why) {
        if (why instanceof NotSerializableException) {
            String name = Problems.message(why);
            for (int i = 0; i < captured.length; i++) {
                if (captured[i] != null && ObjectPath.find(captured[i], name) != null) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Whether the first captured value is the object in whose code the lambda stands. */
    private static boolean isOwnThis(LambdaShape shape, Object value) {
        int kind = shape.implementationKind();
        if (kind == MethodHandleInfo.REF_invokeStatic || kind == MethodHandleInfo.REF_newInvokeSpecial) {
            return false;
        }
        return hasClassNamed(value, shape.capturingClassName());
    }

    private static boolean hasClassNamed(Object value, String name) {
        for (@Nullable Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static String name(Object function) {
        String name = Problems.typeName(function);
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : "a lambda or method reference in " + name.substring(0, lambda);
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
