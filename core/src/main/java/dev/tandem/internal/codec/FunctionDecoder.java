package dev.tandem.internal.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rebuilds functions. Thread-safe. */
final class FunctionDecoder {
    private static final Object[] NOTHING = {};

    private final FunctionTable table = new FunctionTable();
    private final ClassResolver resolver;

    FunctionDecoder(ClassResolver resolver) {
        this.resolver = resolver;
    }

    void define(int functionId, byte[] definition) {
        table.put(functionId, definition);
    }

    /**
     * Loads the class of a function that was defined; runs no code of it. Not one that would have to be asked for: that
     * may take any time, and nobody would know for which task.
     */
    void prepare(int functionId) throws IOException, ClassNotFoundException {
        FunctionDefinition definition = table.find(functionId);
        if (definition == null) {
            return;
        }
        LambdaRebuilder rebuilder = definition.rebuilder(resolver);
        LambdaShape shape = rebuilder.shape();
        if (shape.origin() == 0) {
            Class<?> unused = Class.forName(shape.capturingClassName(), false, resolver.loader()); // or it is not here
            rebuilder.prepare();
        }
    }

    /** Reads a function that was written under an id, or self-contained if that is 0. */
    Object read(int functionId, CodecInput in) throws Throwable {
        if (functionId == 0) {
            return readSelfContained(in);
        }
        FunctionDefinition definition = table.find(functionId);
        if (definition == null) {
            throw new MalformedPayloadException("a function must be defined before it is used: id=" + functionId);
        }
        return definition.rebuilder(resolver).rebuild(readCaptured(in));
    }

    /** Reads a function that was written on its own. */
    Object readSelfContained(CodecInput in) throws Throwable {
        int form = in.readByte();
        if (form == FunctionEncoder.LAMBDA) {
            LambdaShape shape = LambdaShape.read(in);
            return new LambdaRebuilder(shape, resolver).rebuild(readCaptured(in));
        }
        if (form != FunctionEncoder.PLAIN) {
            throw new MalformedPayloadException("a function must start with a known form: form=" + form);
        }
        Object function = ValueDecoder.read(in, resolver);
        if (function == null) {
            throw new MalformedPayloadException("a function must not be null");
        }
        return function;
    }

    private @Nullable Object[] readCaptured(CodecInput in) throws IOException, ClassNotFoundException {
        int count = in.readCount(1);
        if (count == 0) {
            return NOTHING;
        }
        int form = in.readByte();
        if (form == FunctionEncoder.TOGETHER) {
            Object captured = ValueDecoder.read(in, resolver);
            if (captured instanceof Object[] array && array.length == count) {
                return array;
            }
            throw new MalformedPayloadException("captured values must be as many as announced: announced=" + count);
        }
        if (form != FunctionEncoder.SEPARATE) {
            throw new MalformedPayloadException("captured values must start with a known form: form=" + form);
        }
        @Nullable Object[] captured = new Object[count];
        for (int i = 0; i < count; i++) {
            captured[i] = ValueDecoder.read(in, resolver);
        }
        return captured;
    }
}
