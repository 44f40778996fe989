package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.cli.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How values look in logs, in JSON, in results, and on the command line. */
class TextFormsTest {
    @Test
    void escapes_keepATextInOneLineAndOneColumn() {
        assertThat(Escapes.inOneLine("a\tb\nc\rd\\e")).isEqualTo("a\\tb\\nc\\rd\\\\e");
        assertThat(Escapes.inOneLine("\u001b[31m\u007f\u0085\u2028")).isEqualTo("\\x1b[31m\\x7f\\x85\\u2028");
        assertThat(Escapes.inOneLine("plain äöü 漢字 😀")).isEqualTo("plain äöü 漢字 😀");
    }

    @Test
    void longInputs_areLoggedByTheirBeginningAndWhatTellsThemApart() {
        String one = Escapes.logged("x".repeat(5000) + "1");
        assertThat(one)
                .startsWith("xxxx")
                .contains("...(5001 characters, sha256 ")
                .hasSizeLessThan(400);
        assertThat(Escapes.logged("x".repeat(5000) + "2")).isNotEqualTo(one);
        assertThat(Escapes.logged("x".repeat(2000))).hasSize(2000);
    }

    @Test
    void json_hasAFormForEachValue() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("n", 1);
        map.put("list", Arrays.asList(1.5, null, true));
        assertThat(json(map)).isEqualTo("{\"n\":1,\"list\":[1.5,null,true]}");
        assertThat(json(new BigDecimal("1E+3"))).isEqualTo("1E+3");
        assertThat(json(Double.NaN)).isEqualTo("\"NaN\"");
        assertThat(json(new int[] {1, 2})).isEqualTo("[1,2]");
        assertThat(json(new Object[] {"a", 'b'})).isEqualTo("[\"a\",\"b\"]");
        assertThat(json(Path.of("a/b"))).isEqualTo("\"a/b\"");
        assertThat(json(Optional.of(1))).isEqualTo("1");
        assertThat(json(Optional.empty())).isEqualTo("null");
    }

    @Test
    void json_escapesWhatItHasTo() {
        assertThat(json("\"\\\n\r\t\u0000\u2028/ä😀")).isEqualTo("\"\\\"\\\\\\n\\r\\t\\u0000\\u2028/ä😀\"");
        assertThat(json("\ud83d")).as("half of a pair").isEqualTo("\"\\ud83d\"");
        assertThat(json("\ude00\ud83d\ude00")).isEqualTo("\"\\ude00😀\"");
    }

    @Test
    void json_ofAListThatContainsItself_ends() {
        List<Object> list = new java.util.ArrayList<>();
        list.add(list);
        assertThat(json(list)).startsWith("[[[[");
    }

    @Test
    void results_arePrintedAsPeopleExpect() {
        assertThat(plain("text")).isEqualTo("text");
        assertThat(plain(3)).isEqualTo("3");
        assertThat(plain(new String[][] {{"a"}, {"b"}})).isEqualTo("[[a], [b]]");
        assertThat(plain(new double[] {1, 2})).isEqualTo("[1.0, 2.0]");
        assertThat(plain(new char[] {'a', 'b'})).isEqualTo("ab");
        assertThat(plain(Stream.of("a", "b"))).isEqualTo("a\nb");
        assertThat(plain(IntStream.range(0, 3))).isEqualTo("0\n1\n2");
        assertThat(plain(Optional.of("x"))).isEqualTo("x");
        assertThat(ResultText.plain(null, StandardCharsets.UTF_8)).isNull();
        assertThat(ResultText.plain(Optional.empty(), StandardCharsets.UTF_8)).isNull();
        assertThat(ResultText.plain(new byte[] {1, 2}, StandardCharsets.UTF_8)).containsExactly(1, 2);
        assertThat(ResultText.json(new byte[] {'a'}, StandardCharsets.UTF_8)).isEqualTo("\"a\"".getBytes());
        assertThat(ResultText.json(Stream.of(1, 2), StandardCharsets.UTF_8)).isEqualTo("[1,2]".getBytes());
    }

    @ParameterizedTest
    @CsvSource({"10,10000", "10s,10000", "1.5m,90000", "500ms,500", "2h,7200000", "1d,86400000", "' 3 S ',3000"})
    void times_haveUnits(String text, long millis) {
        assertThat(TimeText.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1w", "1 2", "1e3"})
    void times_thatAreNone_areRefused(String text) {
        assertThatThrownBy(() -> TimeText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be a number with ms, s, m, h or d, such as 10s: " + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "999999999d"})
    void times_outOfRange_areRefused(String text) {
        assertThatThrownBy(() -> TimeText.parse(text)).hasMessage("must be positive and less than 292 years: " + text);
    }

    private static String json(Object value) {
        StringBuilder out = new StringBuilder();
        Json.write(out, value);
        return out.toString();
    }

    private static String plain(Object value) {
        return new String(ResultText.plain(value, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
