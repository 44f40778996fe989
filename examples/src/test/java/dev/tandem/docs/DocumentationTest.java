package dev.tandem.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the pages and the Javadoc show compiles, runs and prints what is shown; what they point to is there. */
class DocumentationTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path DOCS = Path.of("docs");
    private static final List<Path> PUBLIC_SOURCES =
            List.of(Path.of("core/src/main/java/dev/tandem"), Path.of("core/src/main/java/dev/tandem/spi"));

    @Test
    @Timeout(600)
    void javaBlocks_ofPagesAndJavadoc_runAndPrintWhatIsShown(@TempDir Path directory) throws Exception {
        List<Page> pages = new ArrayList<>(pages());
        pages.addAll(javadoc());
        List<String> problems = new CodeCheck(directory, Path.of("src")).problems(pages);
        assertTrue(problems.isEmpty(), () -> problems.size() + " problems\n" + String.join("\n\n", problems));
    }

    @Test
    void links_leadSomewhere() throws IOException {
        assertEquals(List.of(), new Links(ROOT, pages()).broken());
    }

    @Test
    void pages_areReachableFromTheTableOfContents() throws IOException {
        assertEquals(List.of(), new Links(ROOT, pages()).unreachableFrom(DOCS.resolve("README.md"), DOCS));
    }

    static List<Page> pages() throws IOException {
        List<Page> pages = new ArrayList<>();
        for (Path file : files(ROOT.resolve(DOCS), Integer.MAX_VALUE, ".md")) {
            pages.add(Page.read(ROOT, file));
        }
        for (Path file : files(ROOT, 1, ".md")) {
            pages.add(Page.read(ROOT, file));
        }
        for (Path file : files(ROOT.resolve("examples"), 1, ".md")) {
            pages.add(Page.read(ROOT, file));
        }
        return pages;
    }

    private static List<Page> javadoc() throws IOException {
        List<Page> pages = new ArrayList<>();
        for (Path directory : PUBLIC_SOURCES) {
            for (Path file : files(ROOT.resolve(directory), 1, ".java")) {
                pages.add(JavadocExamples.read(ROOT, file));
            }
        }
        return pages;
    }

    private static List<Path> files(Path directory, int depth, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
