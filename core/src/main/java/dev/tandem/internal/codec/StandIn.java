package dev.tandem.internal.codec;

import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What stands in a JDK stream for a value of the JDK that it does not serialize. */
final class StandIn implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The class of {@link StandardForm#COPIES}. */
    static final Class<?> COPIES = Collections.nCopies(1, "").getClass();

    private static final StandardForm[] FORMS = StandardForm.values();

    private final byte form;

    @SuppressWarnings("serial") // what it stands for may hold anything
    private final @Nullable Object content;

    /** The value of an entry. */
    @SuppressWarnings("serial") // as above
    private final @Nullable Object more;

    @SuppressWarnings("EnumOrdinal") // both sides are the same version of this library
    private StandIn(StandardForm form, @Nullable Object content, @Nullable Object more) {
        this.form = (byte) form.ordinal();
        this.content = content;
        this.more = more;
    }

    /** Returns what is to be written in place of an object that is not serializable: the object itself if nothing can. */
    static Object of(Object object) {
        if (object instanceof Optional<?> optional) {
            return new StandIn(StandardForm.OPTIONAL, optional.isPresent() ? optional.get() : null, null);
        }
        if (object instanceof Path path) {
            String text = tryText(path);
            return text == null ? object : new StandIn(StandardForm.PATH, text, null);
        }
        if (object instanceof OptionalInt optional) {
            Object content = optional.isPresent() ? optional.getAsInt() : null;
            return new StandIn(StandardForm.OPTIONAL_INT, content, null);
        }
        if (object instanceof OptionalLong optional) {
            Object content = optional.isPresent() ? optional.getAsLong() : null;
            return new StandIn(StandardForm.OPTIONAL_LONG, content, null);
        }
        if (object instanceof OptionalDouble optional) {
            Object content = optional.isPresent() ? optional.getAsDouble() : null;
            return new StandIn(StandardForm.OPTIONAL_DOUBLE, content, null);
        }
        if (object instanceof Charset charset) {
            return new StandIn(StandardForm.CHARSET, charset.name(), null);
        }
        StandardForm known = StandardForm.of(object.getClass());
        if (known == StandardForm.MAP_ENTRY) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) object;
            return new StandIn(known, entry.getKey(), entry.getValue());
        }
        if (known == StandardForm.LIST_OF_NULLABLE) { // not a copy of that class: nobody would ask it for its proxy
            return new StandIn(known, ((List<?>) object).toArray(), null);
        }
        Object copy = Views.tryCopy(object);
        return copy == null ? object : copy;
    }

    /** Returns what is to be written in place of copies of one element. */
    static Object of(List<?> copies) {
        return copies.isEmpty() ? copies : new StandIn(StandardForm.COPIES, copies.get(0), copies.size());
    }

    /** Returns the text from which the other side makes the same path, null if there is none. */
    static @Nullable String tryText(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            return null;
        }
        String text = path.toString();
        try {
            return Path.of(text).equals(path)
                    ? text
                    : null; // names need not be text, as far as the system is concerned
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** Returns what it stands for. */
    Object resolve() {
        if (form < 0 || form >= FORMS.length) {
            throw new MalformedPayloadException("a value must be of a known form: form=" + form);
        }
        StandardForm known = FORMS[form];
        try {
            return switch (known) {
                case OPTIONAL -> Optional.ofNullable(content);
                case OPTIONAL_INT -> content == null ? OptionalInt.empty() : OptionalInt.of((Integer) content);
                case OPTIONAL_LONG -> content == null ? OptionalLong.empty() : OptionalLong.of((Long) content);
                case OPTIONAL_DOUBLE -> content == null ? OptionalDouble.empty() : OptionalDouble.of((Double) content);
                case PATH -> Path.of((String) present(content));
                case CHARSET -> Charset.forName((String) present(content));
                case COPIES -> Collections.nCopies((Integer) present(more), content);
                case LIST_OF_NULLABLE ->
                    Arrays.stream((Object[]) present(content)).toList();
                case MAP_ENTRY -> Map.entry(present(content), present(more));
                default -> throw new MalformedPayloadException("a stream must not hold that form: form=" + known);
            };
        } catch (ClassCastException e) {
            throw new MalformedPayloadException("a value must hold what its form says: form=" + known);
        }
    }

    private static Object present(@Nullable Object content) {
        if (content == null) {
            throw new MalformedPayloadException("a value must not lack its content");
        }
        return content;
    }
}
