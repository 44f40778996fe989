package dev.tandem.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page "What travels" shows code of this module, and what it printed. */
class WhatTravelsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "explanation", "what-travels.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "tandem", "examples");

    @Test
    void code_isThatOfTheScenarios() throws IOException {
        String sources = normalized(sources());
        List<String> blocks = blocks("java");
        assertTrue(blocks.size() >= 10, "examples on the page: " + blocks.size());
        for (String block : blocks) {
            assertTrue(sources.contains(normalized(block)), () -> "not in the sources of the examples:\n" + block);
        }
    }

    @Test
    void messages_areThoseOfTheScenarios() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        int exitCode = Tour.run(List.of(new WhatTravels(), new WhatIsRefused()), out);
        String output = printed.toString(StandardCharsets.UTF_8);
        assertEquals(0, exitCode, output);
        List<String> blocks = blocks("text");
        assertTrue(blocks.size() >= 8, "messages on the page: " + blocks.size());
        for (String block : blocks) {
            assertTrue(
                    normalized(output).contains(normalized(block)),
                    () -> "not printed:\n" + block + "\nbut\n" + output);
        }
    }

    private static List<String> blocks(String language) throws IOException {
        String page = Files.readString(PAGE, StandardCharsets.UTF_8);
        Matcher matcher =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.sorted().map(WhatTravelsPageTest::read).collect(Collectors.joining("\n"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** However the lines are broken. */
    private static String normalized(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
