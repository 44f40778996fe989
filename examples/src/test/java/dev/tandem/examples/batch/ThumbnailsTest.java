package dev.tandem.examples.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tandem.examples.batch.Outcome.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoWorkerIsLeft.class)
@Timeout(180) // its tasks wait for limits, and other builds may keep the machine busy
class ThumbnailsTest {
    private static final int GOOD = 6;

    @TempDir
    private Path directory;

    // SPEC C2, C4, C7
    @Test
    void poisonedFolder_everyFileHasItsOutcomeAndAllThatCanBeMadeIsMade() throws Exception {
        Path in = Files.createDirectory(directory.resolve("in"));
        Path out = directory.resolve("out");
        SampleImages.create(in, GOOD);
        Folder folder = new Folder(in, out, ".jpg", Set.of(".png", ".jpg", ".gif", ".bmp"));
        Batch batch = Thumbnails.makeAll(folder, "256m", Duration.ofSeconds(10));

        assertEquals(
                List.of(
                        "bomb.gif: out of memory",
                        "bomb.png: refused",
                        "empty.gif: refused",
                        "endless.jpg: timed out",
                        "text.jpg: refused",
                        "too-large.png: refused",
                        "truncated.jpg: good", // the JDK takes what there is
                        "truncated.png: refused"),
                Verdicts.of(batch, "photo-"));
        assertEquals(GOOD + 1, batch.count(Verdict.GOOD), batch::summary);
        assertEquals("heap", Verdicts.detailOf(batch, "bomb.gif"));
        assertTrue(
                Verdicts.detailOf(batch, "bomb.png").endsWith("(OutOfMemoryError: Java heap space)"),
                Verdicts.detailOf(batch, "bomb.png"));
        // In C for most of the time, which calls back for each line and each part of the file.
        assertTrue(
                Verdicts.detailOf(batch, "endless.jpg").startsWith("stuck in JPEGImageReader."),
                Verdicts.detailOf(batch, "endless.jpg"));
        assertEquals(
                "7 good, 5 refused, 1 timed out, 1 out of memory; workers lost: 2; the pool takes new tasks",
                batch.summary());

        try (Stream<Path> made = Files.list(out)) {
            List<Path> thumbnails = made.toList();
            assertEquals(GOOD + 1, thumbnails.size(), thumbnails::toString);
            for (Path thumbnail : thumbnails) {
                assertTrue(ImageIO.read(thumbnail.toFile()).getWidth() <= 160, thumbnail::toString);
            }
        }
        assertEquals(GOOD + 1, folder.done());
    }

    @Test
    void folderThatIsDone_isNotDoneAgain() throws Exception {
        Path in = Files.createDirectory(directory.resolve("in"));
        SampleImages.create(in, 1);
        try (Stream<Path> poisoned = Files.list(in)) {
            for (Path file : poisoned.toList()) {
                if (!file.getFileName().toString().startsWith("photo")) {
                    Files.delete(file);
                }
            }
        }
        Folder folder = new Folder(in, directory.resolve("out"), ".jpg", Set.of(".jpg"));
        assertTrue(Thumbnails.makeAll(folder, "256m", Duration.ofSeconds(30)).isAllGood());
        Batch again = Thumbnails.makeAll(folder, "256m", Duration.ofSeconds(30));
        assertEquals("nothing to do; workers lost: 0; the pool takes new tasks", again.summary());
    }
}
