package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileItemsTest {
    private final List<Path> leftOut = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @TempDir
    private Path root;

    @BeforeEach
    void makeFiles() throws IOException {
        for (String name : List.of("b.txt", "a/z.pdf", "a/deep/y.pdf", "a/deep/x.txt", "c.pdf", ".hidden/q.pdf")) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        Files.createDirectories(root.resolve("empty"));
    }

    @Test
    void directories_areWalkedInTheOrderOfNames() throws IOException {
        assertThat(walk(List.of(root)))
                .containsExactly(".hidden/q.pdf", "a/deep/x.txt", "a/deep/y.pdf", "a/z.pdf", "b.txt", "c.pdf");
    }

    @Test
    void files_areTakenAsNamed_whateverTheGlob() throws IOException {
        assertThat(walk(List.of(root.resolve("c.pdf"), root.resolve("b.txt"), root.resolve("a")), "*.txt"))
                .containsExactly("c.pdf", "b.txt", "a/deep/x.txt");
    }

    @Test
    void globs_withoutASlashAreForNames_withOneForPaths() throws IOException {
        assertThat(walk(List.of(root), "[yz].pdf")).containsExactly("a/deep/y.pdf", "a/z.pdf");
        assertThat(walk(List.of(root), "a/*.pdf")).containsExactly("a/z.pdf");
        assertThat(walk(List.of(root), "a/**.pdf")).containsExactly("a/deep/y.pdf", "a/z.pdf");
        assertThat(walk(List.of(root), "**/*.pdf"))
                .containsExactly(".hidden/q.pdf", "a/deep/y.pdf", "a/z.pdf", "c.pdf");
        assertThat(walk(List.of(root), "*.txt", "c.*")).containsExactly("a/deep/x.txt", "b.txt", "c.pdf");
    }

    @Test
    void missingFile_isAnErrorBeforeAnythingRuns() {
        assertThatThrownBy(() -> walk(List.of(root.resolve("nowhere"))))
                .isInstanceOf(CommandException.class)
                .hasMessage("--files: there is no such file or directory: " + root.resolve("nowhere"));
    }

    @Test
    void linkToADirectoryAbove_isNotFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("a/loop"), root);
        assertThat(walk(List.of(root.resolve("a")))).containsExactly("a/deep/x.txt", "a/deep/y.pdf", "a/z.pdf");
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatTheCommandWrites_isLeftOut_belowDirectories() throws IOException {
        leftOut.add(root.resolve("a/z.pdf").toAbsolutePath().normalize());
        assertThat(walk(List.of(root.resolve("a")))).containsExactly("a/deep/x.txt", "a/deep/y.pdf");
        assertThat(walk(List.of(root.resolve("a/z.pdf")))).containsExactly("a/z.pdf");
    }

    private List<String> walk(List<Path> roots, String... globs) throws IOException {
        FileItems items = new FileItems(roots, new FilePattern(List.of(globs)), leftOut, complaints::add);
        return StreamItemsTest.texts(items).stream()
                .map(text -> root.relativize(Path.of(text)).toString())
                .toList();
    }
}
