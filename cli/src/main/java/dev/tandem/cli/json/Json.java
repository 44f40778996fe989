package dev.tandem.cli.json;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON in one line. What JSON has no form for is written as text. */
public final class Json {
    /** Deeper ones, and those that contain themselves, are cut off. */
    private static final int DEEPEST = 64;

    private Json() {}

    /** Writes a value; maps are objects, collections and arrays are arrays. */
    public static void write(StringBuilder out, @Nullable Object value) {
        write(out, value, 0);
    }

    private static void write(StringBuilder out, @Nullable Object value, int depth) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof Boolean || isWholeNumber(value) || isFinite(value)) {
            out.append(value);
        } else if (value instanceof Optional<?> optional) {
            write(out, optional.orElse(null), depth);
        } else if (depth < DEEPEST && value instanceof Map<?, ?> map) {
            writeObject(out, map, depth);
        } else if (depth < DEEPEST && value instanceof Iterable<?> values && !(value instanceof java.nio.file.Path)) {
            writeArray(out, values, depth);
        } else if (depth < DEEPEST && value.getClass().isArray() && !(value instanceof char[])) {
            out.append('[');
            for (int i = 0; i < Array.getLength(value); i++) {
                out.append(i == 0 ? "" : ",");
                write(out, Array.get(value, i), depth + 1);
            }
            out.append(']');
        } else {
            writeText(out, value instanceof char[] characters ? new String(characters) : String.valueOf(value));
        }
    }

    private static boolean isWholeNumber(Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || value.getClass() == BigInteger.class
                || value.getClass() == BigDecimal.class;
    }

    private static boolean isFinite(Object value) {
        return (value instanceof Double || value instanceof Float) && Double.isFinite(((Number) value).doubleValue());
    }

    private static void writeObject(StringBuilder out, Map<?, ?> map, int depth) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            writeText(out, String.valueOf(entry.getKey()));
            out.append(':');
            write(out, entry.getValue(), depth + 1);
            separator = ",";
        }
        out.append('}');
    }

    private static void writeArray(StringBuilder out, Iterable<?> values, int depth) {
        out.append('[');
        String separator = "";
        for (Object element : values) {
            out.append(separator);
            write(out, element, depth + 1);
            separator = ",";
        }
        out.append(']');
    }

    /** A string: quotes, backslashes and control characters are escaped, and so are halves of surrogate pairs. */
    public static void writeText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f || c == '\u2028' || c == '\u2029' || isLoneSurrogate(text, i)) {
                        out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
