package dev.tandem.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What guides show is a part of an example, which is compiled and run. */
class HowToTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"share-data, ShareData", "carry-context, CarryContext"})
    void guide_showsPartsOfTheExample(String guide, String example) throws IOException {
        String page = Files.readString(Path.of("../docs/how-to/" + guide + ".md"));
        String source =
                withoutLayout(Files.readString(Path.of("src/main/java/dev/tandem/examples/" + example + ".java")));
        List<String> blocks = new ArrayList<>();
        for (Matcher matcher = BLOCK.matcher(page); matcher.find(); ) {
            blocks.add(matcher.group(1));
        }
        assertFalse(blocks.isEmpty(), "blocks of " + guide);
        for (String block : blocks) {
            assertTrue(source.contains(withoutLayout(block)), () -> example + " does not have:\n" + block);
        }
    }

    private static String withoutLayout(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }
}
