package dev.tandem.examples.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
    @TempDir
    private Path directory;

    @Test
    void pending_hasWhatHasNoResultYetOrAnOlderOne_alsoBelow() throws IOException {
        Path below = Files.createDirectories(directory.resolve("2024"));
        Path one = Files.writeString(directory.resolve("one.PDF"), "1");
        Path two = Files.writeString(below.resolve("two.pdf"), "2");
        Files.writeString(directory.resolve("notes.txt"), "not asked for");
        Folder folder = new Folder(directory, directory.resolve("out"), ".txt", Set.of(".pdf"));
        assertEquals(List.of(two, one), folder.pending());

        Folder.publish(folder.targetOf(two), file -> Files.writeString(file, "result"));
        assertEquals(List.of(one), folder.pending());
        assertEquals(1, folder.done());
        assertEquals("result", Files.readString(directory.resolve("out/2024/two.pdf.txt")));

        Files.setLastModifiedTime(folder.targetOf(two), FileTime.fromMillis(0));
        assertEquals(List.of(two, one), folder.pending());
    }

    @Test
    void publish_writerFails_leavesNothing() {
        Path target = directory.resolve("result");
        assertThrows(
                IOException.class,
                () -> Folder.publish(target, file -> {
                    Files.writeString(file, "half of");
                    throw new IOException("the disk is full");
                }));
        assertEquals(0, directory.toFile().list().length);
        assertFalse(Files.exists(target));
    }

    @Test
    void noDirectory_isRefused() {
        Path file = directory.resolve("missing");
        UsageException refused =
                assertThrows(UsageException.class, () -> new Folder(file, directory, ".txt", Set.of(".pdf")));
        assertEquals("--in must be a directory: " + file, refused.getMessage());
    }
}
