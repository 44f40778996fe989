package dev.tandem.internal.codec;

import org.jspecify.annotations.Nullable;

/** A function as a table holds it: bytes until it is needed. Thread-safe. */
final class FunctionDefinition {
    private final byte[] bytes;

    /** Written by the first thread that needs it; two threads at once may both write, and both are right. */
    private volatile @Nullable LambdaRebuilder rebuilder;

    FunctionDefinition(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Returns what makes the function's instances; the bytes are looked at in the first call. */
    LambdaRebuilder rebuilder(ClassResolver resolver) {
        LambdaRebuilder known = rebuilder;
        if (known == null) {
            CodecInput in = new CodecInput(bytes, 0, bytes.length);
            known = new LambdaRebuilder(LambdaShape.read(in), resolver);
            in.ensureEnd();
            rebuilder = known;
        }
        return known;
    }
}
