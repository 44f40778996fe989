package dev.tandem.internal.codec;

/**
 * Writes and reads a class loader that is a part of a task's context. It cannot travel itself: it arrives as the loader
 * from which its worker takes the classes of tasks.
 */
final class LoaderForm {
    private LoaderForm() {}

    /** Writes what tells the loader on the other side: nothing, as there is one for all. */
    static void write(ClassLoader loader, CodecOutput out) {}

    /** Reads what {@link #write} wrote. */
    static ClassLoader read(CodecInput in, ClassResolver resolver) {
        return resolver.loader();
    }
}
