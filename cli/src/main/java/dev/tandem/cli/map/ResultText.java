package dev.tandem.cli.map;

import dev.tandem.cli.json.Json;
import java.lang.reflect.Array;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** The form in which a result is printed. */
final class ResultText {
    private ResultText() {}

    /** The result as text; bytes as they are; null if there is nothing to print. */
    static byte @Nullable [] plain(@Nullable Object result, Charset charset) {
        Object value = unwrapped(result);
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        return text(value).getBytes(charset);
    }

    /** The result as JSON, {@code null} for none. */
    static byte[] json(@Nullable Object result, Charset charset) {
        StringBuilder out = new StringBuilder();
        Object value = unwrapped(result);
        if (value instanceof byte[] bytes) {
            value = new String(bytes, charset);
        } else if (value instanceof BaseStream<?, ?> stream) {
            value = list(stream);
        }
        Json.write(out, value);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Object unwrapped(@Nullable Object result) {
        return result instanceof Optional<?> optional ? optional.orElse(null) : result;
    }

    private static String text(Object value) {
        if (value instanceof BaseStream<?, ?> stream) {
            StringBuilder lines = new StringBuilder();
            for (Object element : list(stream)) {
                lines.append(lines.length() == 0 ? "" : "\n").append(element);
            }
            return lines.toString();
        }
        if (value instanceof char[] characters) {
            return new String(characters);
        }
        if (value instanceof Object[] array) {
            return Arrays.deepToString(array);
        }
        if (value.getClass().isArray()) {
            StringBuilder list = new StringBuilder("[");
            for (int i = 0; i < Array.getLength(value); i++) {
                list.append(i == 0 ? "" : ", ").append(Array.get(value, i));
            }
            return list.append(']').toString();
        }
        return String.valueOf(value);
    }

    private static java.util.List<Object> list(BaseStream<?, ?> stream) {
        java.util.List<Object> elements = new java.util.ArrayList<>();
        try (stream) {
            stream.iterator().forEachRemaining(elements::add);
        }
        return elements;
    }
}
