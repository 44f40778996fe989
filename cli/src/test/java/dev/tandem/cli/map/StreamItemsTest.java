package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamItemsTest {
    @Test
    void lines_endWithLfOrCrlf_andTheLastNeedNoEnd() throws IOException {
        assertThat(lines("a\nb\r\n\n  c\rd ")).containsExactly("a", "b", "", "  c\rd ");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("\n\n")).containsExactly("", "");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void nul_separatesWhatMayHoldLines() throws IOException {
        InputStream in = new ByteArrayInputStream("a\nb\r\0c\0\0d".getBytes(StandardCharsets.UTF_8));
        assertThat(texts(StreamItems.separatedByNul(in, StandardCharsets.UTF_8)))
                .containsExactly("a\nb\r", "c", "", "d");
    }

    @Test
    void lines_longerThanTheBuffer_areWhole() throws IOException {
        String longer = "x".repeat(200_000);
        assertThat(lines(longer + "\nshort\n" + longer)).containsExactly(longer, "short", longer);
    }

    @Test
    void bytes_areThoseThatWereRead_whateverTheCharset() throws IOException {
        byte[] latin = {(byte) 0xe4, '\n'};
        Input input = StreamItems.lines(new ByteArrayInputStream(latin), StandardCharsets.ISO_8859_1)
                .next()
                .orElseThrow();
        assertThat(input.text()).isEqualTo("ä");
        assertThat(input.bytes()).containsExactly(0xe4);
    }

    @Test
    void line_isThereBeforeTheNextIsWritten() throws IOException {
        try (PipedOutputStream out = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(out)) {
            StreamItems items = StreamItems.lines(in, StandardCharsets.UTF_8);
            for (String line : List.of("one", "two", "three")) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                assertThat(items.next().orElseThrow().text()).isEqualTo(line); // would wait for ever, were more needed
            }
        }
    }

    private static List<String> lines(String text) throws IOException {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return texts(StreamItems.lines(in, StandardCharsets.UTF_8));
    }

    static List<String> texts(ItemSource source) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Optional<Input> next; (next = source.next()).isPresent(); ) {
            texts.add(next.get().text());
        }
        return texts;
    }
}
