package dev.tandem.internal.codec;

import java.lang.invoke.SerializedLambda;

/**
 * What all instances of a lambda have in common: everything of its serialized form but the captured arguments.
 *
 * @param origin where the capturing class comes from
 * @param capturingClass the class with the lambda in its code, with slashes as the other class names here
 */
record LambdaShape(
        int origin,
        String capturingClass,
        String interfaceClass,
        String interfaceMethod,
        String interfaceSignature,
        int implementationKind,
        String implementationClass,
        String implementationMethod,
        String implementationSignature,
        String instantiatedType) {

    static LambdaShape of(SerializedLambda form) {
        return of(form, 0);
    }

    static LambdaShape of(SerializedLambda form, int origin) {
        return new LambdaShape(
                origin,
                form.getCapturingClass(),
                form.getFunctionalInterfaceClass(),
                form.getFunctionalInterfaceMethodName(),
                form.getFunctionalInterfaceMethodSignature(),
                form.getImplMethodKind(),
                form.getImplClass(),
                form.getImplMethodName(),
                form.getImplMethodSignature(),
                form.getInstantiatedMethodType());
    }

    static LambdaShape read(CodecInput in) {
        return new LambdaShape(
                in.readVarInt(),
                in.readUtf(),
                in.readUtf(),
                in.readUtf(),
                in.readUtf(),
                in.readVarInt(),
                in.readUtf(),
                in.readUtf(),
                in.readUtf(),
                in.readUtf());
    }

    void write(CodecOutput out) {
        out.writeVarInt(origin);
        out.writeUtf(capturingClass);
        out.writeUtf(interfaceClass);
        out.writeUtf(interfaceMethod);
        out.writeUtf(interfaceSignature);
        out.writeVarInt(implementationKind);
        out.writeUtf(implementationClass);
        out.writeUtf(implementationMethod);
        out.writeUtf(implementationSignature);
        out.writeUtf(instantiatedType);
    }

    /** Returns the serialized form of an instance, which is for {@code $deserializeLambda$} of the capturing class. */
    SerializedLambda form(Class<?> capturing, Object[] captured) {
        return new SerializedLambda(
                capturing,
                interfaceClass,
                interfaceMethod,
                interfaceSignature,
                implementationKind,
                implementationClass,
                implementationMethod,
                implementationSignature,
                instantiatedType,
                captured);
    }

    /** Returns the name of the capturing class as {@link Class#getName()} gives it. */
    String capturingClassName() {
        return capturingClass.replace('/', '.');
    }

    /** Whether it has code of its own; otherwise it is a method reference. */
    boolean isLambda() {
        return implementationMethod.startsWith("lambda$");
    }

    /** Names the lambda for messages. */
    String description() {
        if (isLambda()) {
            return "lambda at " + capturingClassName();
        }
        return "method reference " + implementationClass.replace('/', '.') + "::"
                + (implementationMethod.equals("<init>") ? "new" : implementationMethod) + " at "
                + capturingClassName();
    }
}
