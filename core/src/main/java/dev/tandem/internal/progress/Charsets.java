package dev.tandem.internal.progress;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/** Which characters streams can write. */
final class Charsets {
    private Charsets() {}

    /** The charset of a stream; on a JDK that does not tell it, that of the environment. */
    static Charset of(PrintStream stream) {
        try {
            return (Charset) PrintStream.class.getMethod("charset").invoke(stream); // JDK 18
        } catch (ReflectiveOperationException e) {
            return stream == System.err ? ofStandardError() : named("sun.stdout.encoding", Charset.defaultCharset());
        }
    }

    /** The charset of the terminal on which standard error is. */
    static Charset ofStandardError() {
        return named(
                "stderr.encoding", named("sun.stderr.encoding", named("native.encoding", Charset.defaultCharset())));
    }

    private static Charset named(String property, Charset otherwise) {
        String name = System.getProperty(property);
        Charset found = name == null ? null : tryFind(name);
        return found == null ? otherwise : found;
    }

    private static @Nullable Charset tryFind(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null; // a name that only the C library knows
        }
    }
}
