package dev.tandem.examples.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
    private static Arguments of(String... args) {
        return Arguments.of(args, "--in", "--timeout");
    }

    @Test
    void values_areFoundByName() {
        Arguments arguments = of("--timeout", "0.5", "--in", "photos");
        assertEquals(Optional.of("photos"), arguments.text("--in"));
        assertEquals(Duration.ofMillis(500), arguments.seconds("--timeout", Duration.ZERO));
        assertEquals(Duration.ofSeconds(3), of().seconds("--timeout", Duration.ofSeconds(3)));
    }

    @Test
    void heapThatIsNone_isRefused() {
        Arguments arguments = of("--in", "lots");
        UsageException refused = assertThrows(UsageException.class, () -> arguments.heap("--in", "1g"));
        assertEquals(
                "--in: heap must be a size as -Xmx takes it, such as 512m or 2g: heap='lots'", refused.getMessage());
        assertEquals("1g", arguments.heap("--heap", "1g"));
    }

    @Test
    void otherNames_areRefused() {
        UsageException refused = assertThrows(UsageException.class, () -> of("--inn", "photos"));
        assertEquals("there is no option '--inn'; there are --in, --timeout", refused.getMessage());
    }

    @Test
    void nameWithoutValue_isRefused() {
        UsageException refused = assertThrows(UsageException.class, () -> of("--in"));
        assertEquals("--in needs a value", refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "NaN", "1e20"})
    void timeoutThatIsNone_isRefused(String text) {
        UsageException refused =
                assertThrows(UsageException.class, () -> of("--timeout", text).seconds("--timeout", Duration.ZERO));
        assertEquals("--timeout must be a positive number of seconds: " + text, refused.getMessage());
    }
}
