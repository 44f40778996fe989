package dev.tandem.cli.map;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a function takes, and how it is made of an input. */
enum InputForm {
    TEXT,
    BYTES,
    PATH,
    FILE,
    STREAM,
    READER,
    WORDS,
    INT,
    LONG,
    DOUBLE,
    BOOLEAN,
    URI;

    private static final Map<String, InputForm> BY_TYPE = Map.ofEntries(
            Map.entry("java.lang.String", TEXT),
            Map.entry("java.lang.CharSequence", TEXT),
            Map.entry("java.lang.Object", TEXT),
            Map.entry("byte[]", BYTES),
            Map.entry("java.nio.file.Path", PATH),
            Map.entry("java.io.File", FILE),
            Map.entry("java.io.InputStream", STREAM),
            Map.entry("java.io.Reader", READER),
            Map.entry("java.io.BufferedReader", READER),
            Map.entry("java.lang.String[]", WORDS),
            Map.entry("int", INT),
            Map.entry("java.lang.Integer", INT),
            Map.entry("long", LONG),
            Map.entry("java.lang.Long", LONG),
            Map.entry("double", DOUBLE),
            Map.entry("java.lang.Double", DOUBLE),
            Map.entry("boolean", BOOLEAN),
            Map.entry("java.lang.Boolean", BOOLEAN),
            Map.entry("java.net.URI", URI));

    /** The form for a type of parameter, or null if no input can be made one. */
    static @Nullable InputForm of(Class<?> type) {
        return BY_TYPE.get(type.getTypeName());
    }

    /** Whether the bytes of the input are wanted, not its text. */
    boolean takesBytes() {
        return this == BYTES || this == STREAM;
    }

    /**
     * Makes the argument.
     *
     * @param raw the input: its text, or its bytes if the form {@linkplain #takesBytes takes} them
     * @param isFile whether the text is the path of a file of whose content the argument is made
     */
    Object argument(Object raw, boolean isFile, Charset charset) throws IOException {
        if (raw instanceof byte[] bytes) {
            return this == BYTES ? bytes : new ByteArrayInputStream(bytes);
        }
        String text = (String) raw;
        return switch (this) {
            case TEXT -> isFile ? new String(Files.readAllBytes(Path.of(text)), charset) : text;
            case BYTES -> Files.readAllBytes(Path.of(text)); // bytes of other inputs came as such
            case STREAM -> stream(text);
            case READER -> isFile ? reader(text, charset) : new BufferedReader(new StringReader(text));
            case PATH -> Path.of(text);
            case FILE -> new File(text);
            case WORDS -> new String[] {text};
            case INT -> Integer.valueOf(text.strip());
            case LONG -> Long.valueOf(text.strip());
            case DOUBLE -> Double.valueOf(text.strip());
            case BOOLEAN -> Boolean.valueOf(text.strip());
            case URI -> java.net.URI.create(text.strip());
        };
    }

    private static InputStream stream(String path) throws IOException {
        return Files.newInputStream(Path.of(path));
    }

    private static Reader reader(String path, Charset charset) throws IOException {
        return new BufferedReader(new java.io.InputStreamReader(stream(path), charset));
    }
}
