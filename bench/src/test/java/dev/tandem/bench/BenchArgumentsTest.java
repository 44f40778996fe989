package dev.tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchArgumentsTest {
    private static final List<Measurement> ALL =
            new Measurements(new Contestants(Pythons.none(), true, Optional.empty())).all();

    @Test
    void words_areTaken() {
        BenchArguments arguments = BenchArguments.parse("--quick", "--only", "map,first", "--json", "a.json");
        assertThat(arguments.quick()).isTrue();
        assertThat(arguments.only()).containsExactly("map", "first");
        assertThat(arguments.json()).hasValue(Path.of("a.json"));
        assertThat(BenchArguments.parse().repetitions()).isEqualTo(5);
    }

    @Test
    void wordsThatDoNotGoTogether_areRefused() {
        assertRefused("--profile must come with --only", "--profile", "a.jfr");
        assertRefused("--cost-model goes with --quick alone", "--cost-model", "docs", "--only", "map");
        assertRefused("--json must be followed by a file", "--json");
        assertRefused("there is no argument '--quik'", "--quik");
    }

    @Test
    void measurements_areFoundByTheBeginningOfTheirNames() {
        assertThat(Measurements.named(ALL, List.of("growth")))
                .extracting(Measurement::key)
                .containsExactly("growth-tasks", "growth-workers", "growth-threads");
        assertThat(Measurements.named(ALL, List.of())).isEqualTo(ALL);
        assertThat(ALL).extracting(Measurement::key).doesNotHaveDuplicates();
    }

    @Test
    void unknownMeasurement_isRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Measurements.named(ALL, List.of("mop")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'mop'")
                .hasMessageContaining("map");
    }

    private static void assertRefused(String message, String... words) {
        assertThatThrownBy(() -> BenchArguments.parse(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
