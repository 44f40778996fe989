package dev.tandem.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
    private static final Path DOCS = Path.of("docs");

    @TempDir
    Path root;

    private Page page(String name, String text) throws Exception {
        Path file = root.resolve(DOCS).resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Page.read(root, file);
    }

    @Test
    void linkWithoutItsPageOrHeading_isTold() throws Exception {
        Page start = page("README.md", """
                # Start
                [good](how/a.md#do-it-and-rest), [itself](#start), [away](https://example.org/x)
                [no page](b.md)
                [no heading](how/a.md#nothing)
                `[code](is-no-link.md)`
                """);
        Page other = page("how/a.md", "## Do `it` (and rest)\n[back](../README.md)\n```\n[text](of-a-block.md)\n```\n");
        assertEquals(
                List.of("docs/README.md:3: there is no b.md", "docs/README.md:4: there is no how/a.md#nothing"),
                new Links(root, List.of(start, other)).broken());
    }

    @Test
    void pageThatNoLinkLeadsTo_isTold() throws Exception {
        Page start = page("README.md", "[a](a.md)");
        Page a = page("a.md", "[b](b.md)");
        Page b = page("b.md", "the end");
        Page lost = page("lost.md", "[start](README.md)");
        assertEquals(
                List.of(DOCS.resolve("lost.md")),
                new Links(root, List.of(start, a, b, lost)).unreachableFrom(DOCS.resolve("README.md"), DOCS));
    }
}
