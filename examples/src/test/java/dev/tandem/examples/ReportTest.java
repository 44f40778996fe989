package dev.tandem.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(printed, true, StandardCharsets.UTF_8), false);

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void say_severalLines_indentsEach() {
        report.say("%s", "a\nb");
        assertEquals(List.of("    a", "    b"), lines());
    }

    @Test
    void table_alignsColumns() {
        report.table(List.of(List.of("work", "time"), List.of("longer work", "1 s")));
        assertEquals(List.of("    work          time", "    longer work    1 s"), lines());
    }

    @Test
    void progress_oftenAndNoTerminal_printsNothingAtFirst() {
        for (int i = 0; i < 100; i++) {
            report.progress("files", i, 100);
        }
        assertEquals(List.of(), lines());
    }

    @Test
    void check_holds_countsAndFails_throws() {
        report.check(true, "%d is %d", 1, 1);
        Assertions.assertThrows(CheckFailedError.class, () -> report.check(false, "never"));
        assertEquals(1, report.checks());
        assertEquals(List.of("    ok: 1 is 1"), lines());
    }

    @Test
    void checkWithin_neverTrue_throwsAfterTheTime() {
        Assertions.assertThrows(
                CheckFailedError.class, () -> report.checkWithin(Duration.ofMillis(20), () -> false, "never"));
        assertEquals(0, report.checks());
    }
}
