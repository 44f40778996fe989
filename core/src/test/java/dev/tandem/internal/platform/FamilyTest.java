package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mark in an environment, which must not be taken for another one. */
class FamilyTest {
    // FAULTS row 21
    @ParameterizedTest
    @CsvSource({
        "MARK=7, true",
        "A=b;MARK=7, true",
        "MARK=7;Z=, true",
        "MARK=71, false",
        "XMARK=7, false",
        "MARK=, false",
        "'', false"
    })
    void entry_isFoundWholeOnly(String environment, boolean found) {
        assertThat(Family.hasEntry(bytes(environment + ";"), bytes("MARK=7"))).isEqualTo(found);
        assertThat(Family.hasEntry(bytes(environment), bytes("MARK=7"))).isEqualTo(found);
    }

    private static byte[] bytes(String text) {
        return text.replace(';', '\0').getBytes(StandardCharsets.UTF_8);
    }
}
