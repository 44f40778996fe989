package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SPEC P4: workers take the flags of their environment, less those for a debugger. */
class FlagVariableTest {
    @Test
    void words_areSplitAtWhiteSpace_outsideOfQuotes() {
        assertThat(FlagVariable.words("  -Da=1\t-Db='two words'  \"-Dc=it's\"\n-D'd'=\"e\"f "))
                .containsExactly("-Da=1", "-Db=two words", "-Dc=it's", "-Dd=ef");
    }

    @Test
    void words_ofNothing_areNone() {
        assertThat(FlagVariable.words("")).isEmpty();
        assertThat(FlagVariable.words(" \t\n")).isEmpty();
    }

    @Test
    void words_emptyQuotes_areAWord() {
        assertThat(FlagVariable.words("'' -Xint")).containsExactly("", "-Xint");
    }

    @Test
    void words_quoteThatIsNotClosed_goesToTheEnd() {
        assertThat(FlagVariable.words("-Xint '-Da=1 -Db")).containsExactly("-Xint", "-Da=1 -Db");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-agentlib:jdwp",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:5005",
                "-Xdebug",
                "-Xrunjdwp",
                "-Xrunjdwp:transport=dt_socket,server=y,address=5005",
                "-agentpath:/opt/jdk/lib/libjdwp.so=transport=dt_socket",
                "-agentpath:C:\\jdk\\bin\\jdwp.dll",
                "'-agentlib:jdwp=transport=dt_socket,server=y'",
                "-agentlib:\"jdwp\"=server=y"
            })
    void withoutDebugger_leavesItOut_whereverItStands(String debugger) {
        assertThat(FlagVariable.withoutDebugger(debugger)).isEmpty();
        assertThat(FlagVariable.withoutDebugger("-Xint " + debugger)).isEqualTo("-Xint");
        assertThat(FlagVariable.withoutDebugger(debugger + " -Xint")).isEqualTo("-Xint");
        assertThat(FlagVariable.withoutDebugger("-Da=\"b  c\"\t" + debugger + "  -Dd='e f'"))
                .isEqualTo("-Da=\"b  c\"  -Dd='e f'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  -Xint  ",
                "-Da='b  c'   \"-Dd\"=e",
                "-agentlib:jdwpx=1",
                "-agentlib:other=jdwp",
                "-agentpath:/agents/libother.so=libjdwp.so",
                "-Xdebugger",
                "-Xrunjdwps",
                "-Da=-agentlib:jdwp",
                "'-Da=b -Xdebug c'"
            })
    void withoutDebugger_nothingOfTheKind_isTheSame(String value) {
        assertThat(FlagVariable.withoutDebugger(value)).isSameAs(value);
    }

    @ParameterizedTest
    @CsvSource({
        "-Xdebug -Xrunjdwp:server=y -Xint, -Xint",
        "-Xint -Xdebug -Da=1 -Xrunjdwp:server=y, -Xint -Da=1",
        "-Xdebug -agentlib:jdwp, ''"
    })
    void withoutDebugger_severalWords_leavesAllOut(String value, String kept) {
        assertThat(FlagVariable.withoutDebugger(value)).isEqualTo(kept);
    }
}
