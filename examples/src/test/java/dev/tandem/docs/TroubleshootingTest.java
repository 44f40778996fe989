package dev.tandem.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages on the page "Troubleshooting" are those of the source, and none is missing. */
class TroubleshootingTest {
    private static final Path PAGE = Path.of("../docs/reference/troubleshooting.md");
    private static final Path SOURCE = Path.of("../core/src/main/java");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final int FEWEST_LETTERS = 3;

    @Test
    void quotedMessages_areInTheSource() throws IOException {
        SourceMessages source = SourceMessages.of(SOURCE);
        List<String> quoted = quotedMessages();
        assertTrue(quoted.size() > 100, "quoted messages: " + quoted.size());
        List<String> unknown = new ArrayList<>();
        for (String message : quoted) {
            if (!parts(message).allMatch(source::contain)) {
                unknown.add(message);
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void messagesOfTheSource_areOnThePage() throws IOException {
        List<String> parts = quotedMessages().stream()
                .flatMap(TroubleshootingTest::parts)
                .filter(part -> part.length() > FEWEST_LETTERS)
                .toList();
        List<String> thrown = SourceMessages.of(SOURCE).thrown();
        assertFalse(thrown.isEmpty());
        List<String> missing = thrown.stream()
                .filter(message ->
                        parts.stream().noneMatch(part -> message.contains(part) || part.contains(message.strip())))
                .toList();
        assertEquals(List.of(), missing);
    }

    /** What stands in code font in the first column of tables, but for messages of others. */
    private static List<String> quotedMessages() throws IOException {
        List<String> messages = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE, StandardCharsets.UTF_8)) {
            String first = line.startsWith("| ") ? line.substring(2).replaceFirst(" \\|.*", "") : "";
            if (!first.contains("(javac)")) {
                for (Matcher code = CODE.matcher(first); code.find(); ) {
                    messages.add(code.group(1));
                }
            }
        }
        return messages;
    }

    /** The parts of a message that are the same each time. */
    private static Stream<String> parts(String message) {
        return Stream.of(message.split("\\.\\.\\."))
                .map(part -> part.replaceAll("^[\\s,;:]+|[\\s,;:]+$", ""))
                .filter(part -> part.length() >= FEWEST_LETTERS);
    }
}
