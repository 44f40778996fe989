package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepeatedTextTest {
    private static final String LONG = "x".repeat(TreeEncoder.LONG_TEXT);
    private static final String SHORT = "x".repeat(TreeEncoder.LONG_TEXT - 1);

    private final Wire wire = new Wire();

    private record Note(int id, String text) implements Serializable {}

    // SPEC P5
    @Test
    void longTextThatOccursTwice_staysOneObject() {
        List<?> notes = (List<?>) wire.argument(new ArrayList<>(List.of(new Note(1, LONG), new Note(2, LONG))));
        assertThat(((Note) notes.get(0)).text()).isEqualTo(LONG).isSameAs(((Note) notes.get(1)).text());
        List<?> texts = (List<?>) wire.argument(new ArrayList<>(List.of(LONG, "a", LONG)));
        assertThat(texts.get(0)).isEqualTo(LONG).isSameAs(texts.get(2));
        List<?> mixed = (List<?>) wire.argument(new ArrayList<>(Arrays.asList(LONG, 5, null, LONG)));
        assertThat(mixed.get(0)).isEqualTo(LONG).isSameAs(mixed.get(3));
        Map<?, ?> map = (Map<?, ?>) wire.argument(new HashMap<>(Map.of("a", LONG, "b", LONG)));
        assertThat(map.get("a")).isEqualTo(LONG).isSameAs(map.get("b"));
    }

    @Test
    void longTextsThatAreEqualOnly_keepTheShortForm() {
        List<?> copies = new ArrayList<>(Arrays.asList(LONG, 5, new String(LONG.toCharArray())));
        assertThat(bytes(copies)).isLessThan(2 * LONG.length() + 20); // a stream begins with more than that
        assertThat(wire.argument(new ArrayList<>(copies))).isEqualTo(copies);
    }

    @Test
    void shortTextThatOccursTwice_keepsTheShortForm() {
        List<?> twice = new ArrayList<>(List.of(new Note(1, SHORT), new Note(2, SHORT)));
        assertThat(bytes(twice)).isGreaterThan(2 * SHORT.length());
        assertThat(wire.argument(twice)).isEqualTo(twice);
    }

    private int bytes(Object argument) {
        return wire.taskEncoder
                .encode(TaskCall.function(Object::toString, argument))
                .payload()
                .length;
    }
}
