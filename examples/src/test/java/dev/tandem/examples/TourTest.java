package dev.tandem.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TourTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    interface Body {
        void run(Report report) throws Exception;
    }

    record Sketch(String name, Body body) implements Scenario {
        @Override
        public String title() {
            return "Sketch " + name;
        }

        @Override
        public String explains() {
            return "Something for a test.";
        }

        @Override
        public void run(Report report) throws Exception {
            body.run(report);
        }
    }

    private static final Scenario GOOD = new Sketch("good", report -> report.check(true, "one is one"));
    private static final Scenario THROWS = new Sketch("throws", report -> {
        report.check(true, "all is well so far");
        throw new IllegalStateException("broken on purpose");
    });
    private static final Scenario WRONG = new Sketch("wrong", report -> report.checkEquals(1, 2, "one is two"));
    private static final Scenario IDLE = new Sketch("idle", report -> report.say("nothing to check here"));

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private String lastLine() {
        List<String> lines = text().lines().toList();
        return lines.get(lines.size() - 1);
    }

    @Test
    void run_allPass_returnsZero() {
        assertEquals(0, Tour.run(List.of(GOOD, GOOD), out));
        assertEquals("tour: 2 of 2 scenarios passed", lastLine());
    }

    @Test
    void run_oneThrows_countsItPrintsItsTraceAndRunsTheRest() {
        assertEquals(1, Tour.run(List.of(THROWS, GOOD), out));
        assertEquals("tour: 1 of 2 scenarios passed", lastLine());
        assertTrue(text().contains("IllegalStateException: broken on purpose"), text());
        assertTrue(text().contains("ok: one is one"), text());
        assertTrue(text().contains("failed: [throws]"), text());
    }

    @Test
    void run_checkFails_saysWhatWasWantedAndWhatCame() {
        assertEquals(1, Tour.run(List.of(WRONG), out));
        assertTrue(text().contains("this does not hold: one is two"), text());
        assertTrue(text().contains("wanted: 1"), text());
        assertTrue(text().contains("actual: 2"), text());
    }

    @Test
    void run_nothingChecked_isNoPass() {
        assertEquals(1, Tour.run(List.of(IDLE), out));
        assertEquals("tour: 0 of 1 scenarios passed", lastLine());
    }

    @Test
    void scenarios_haveNamesThatDiffer() {
        List<Scenario> scenarios = Tour.scenarios();
        assertTrue(scenarios.size() >= 10, "at least ten scenarios: " + scenarios.size());
        assertEquals(
                scenarios.size(),
                new HashSet<>(scenarios.stream().map(Scenario::name).toList()).size());
        assertEquals("fetch-pages", scenarios.get(0).name());
    }
}
