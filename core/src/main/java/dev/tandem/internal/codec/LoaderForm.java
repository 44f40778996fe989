package dev.tandem.internal.codec;

/**
 * Writes and reads a class loader that is a part of a task's context. It cannot travel itself: what arrives is the loader by
 * which the worker loads what that one defines.
 */
final class LoaderForm {
    private LoaderForm() {}

    /** Writes what tells the loader on the other side: its origin. */
    static void write(ClassLoader loader, CodecOutput out) {
        out.writeVarInt(out.classes().origins().ofLoader(loader));
    }

    /** Reads what {@link #write} wrote. */
    static ClassLoader read(CodecInput in, ClassResolver resolver) {
        int origin = in.readVarInt();
        if (origin == 0) {
            return resolver.loader();
        }
        try {
            return resolver.origins().loader(origin, "(a context class loader)");
        } catch (ClassNotFoundException e) {
            throw Problems.cannotRebuild("the context", e, resolver);
        }
    }
}
