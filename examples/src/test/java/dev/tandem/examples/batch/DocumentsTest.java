package dev.tandem.examples.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tandem.PoolExecutor;
import dev.tandem.examples.batch.Outcome.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoWorkerIsLeft.class)
@Timeout(180) // its tasks wait for limits, and other builds may keep the machine busy
class DocumentsTest {
    private static final int GOOD = 4;

    @TempDir
    private Path directory;

    // SPEC C2, C4, C7
    @Test
    void poisonedFolder_everyFileHasItsOutcome() throws Exception {
        Path in = Files.createDirectory(directory.resolve("in"));
        Path out = directory.resolve("out");
        Folder folder = new Folder(in, out, ".txt", Set.of(".pdf"));
        Batch batch;
        try (PoolExecutor pool = Documents.openPool("96m", directory)) {
            pool.submit(SampleDocuments::create, in, GOOD).get();
            batch = Documents.extractAll(pool, folder, Duration.ofSeconds(8));
        }
        List<String> poisoned = Verdicts.of(batch, "report-").stream()
                .filter(line -> !line.startsWith("flipped-")) // what PDFBox makes of those is up to it
                .toList();
        assertEquals(
                List.of(
                        "bomb.pdf: out of memory",
                        "cyclic-pages.pdf: good", // PDFBox goes round once
                        "empty.pdf: refused",
                        "encrypted.pdf: refused",
                        "nested-forms.pdf: timed out",
                        "recursive-form.pdf: timed out",
                        "text.pdf: refused",
                        "truncated-a-little.pdf: good",
                        "truncated-a-lot.pdf: refused"),
                poisoned);
        assertEquals(2, batch.count(Verdict.TIMED_OUT), batch::summary);
        assertEquals("heap", Verdicts.detailOf(batch, "bomb.pdf"));
        assertTrue(
                Verdicts.detailOf(batch, "encrypted.pdf").startsWith("InvalidPasswordException: "),
                Verdicts.detailOf(batch, "encrypted.pdf"));
        assertTrue(Verdicts.detailOf(batch, "nested-forms.pdf").startsWith("stuck in "));
        for (int i = 1; i <= GOOD; i++) {
            String report = "report-0" + i + ".pdf";
            assertTrue(Verdicts.detailOf(batch, report).startsWith("pages: " + (1 + i % 5) + ", "), report);
            assertTrue(
                    Files.readString(out.resolve(report + ".txt")).startsWith("Page 1, line 1 of an honest report."));
        }
    }
}
