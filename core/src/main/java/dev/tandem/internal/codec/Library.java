package dev.tandem.internal.codec;

/** Tells the classes of this library by their names: each side has its own, whatever its class loaders are. */
public final class Library {
    private static final String PACKAGE = "dev.tandem.";

    private Library() {}

    /**
     * Whether a class has a name as those of this library have.
     *
     * @param className its name as {@link Class#getName()} gives it
     */
    public static boolean has(String className) {
        int start = className.startsWith("[") ? className.indexOf('L') + 1 : 0;
        if (!className.startsWith(PACKAGE, start)) {
            return false;
        }
        int rest = start + PACKAGE.length();
        return className.indexOf('.', rest) < 0
                || className.startsWith("internal.", rest)
                || className.startsWith("spi.", rest);
    }

    /** The class loader of this library. */
    public static ClassLoader loader() {
        ClassLoader own = Library.class.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }
}
