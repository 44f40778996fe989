package dev.tandem.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the scenarios that take about a second; {@code ./tandem tour} runs all. */
class ScenariosTest {
    static Stream<Scenario> cheapScenarios() {
        return Stream.of(
                new FetchPages(), new MapInOrder(), new OneOfTenFails(), new IndexedResults(), new ShutdownAndCancel());
    }

    @ParameterizedTest
    @MethodSource("cheapScenarios")
    void scenario_runByTheTour_passes(Scenario scenario) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        int exitCode = Tour.run(List.of(scenario), out);
        assertEquals(0, exitCode, () -> printed.toString(StandardCharsets.UTF_8));
    }
}
