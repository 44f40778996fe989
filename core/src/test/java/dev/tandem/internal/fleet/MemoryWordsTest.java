package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.WorkerCrashedException.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of JVMs that have run out of memory, as JDK 17 and JDK 25 say them. */
class MemoryWordsTest {
    // SPEC P7, FAULTS row 6
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Java heap space | HEAP",
                "GC overhead limit exceeded | HEAP",
                "Metaspace | METASPACE",
                "Compressed class space | METASPACE",
                "Cannot reserve 1048576 bytes of direct buffer memory (allocated: 16777216, limit: 16777216) | DIRECT",
                "unable to create native thread: possibly out of memory or process/resource limits reached | THREADS",
                "Requested array size exceeds VM limit | ARRAY_SIZE",
                "Required length exceeds implementation limit | ARRAY_SIZE",
                "Unable to allocate 140737488355328 bytes | NATIVE",
                "Map failed | NATIVE",
                "so the task says | UNKNOWN",
                "'' | UNKNOWN"
            })
    void message_namesTheMemory(String message, Memory memory) {
        assertThat(MemoryWords.memoryOf(message)).isEqualTo(memory);
    }

    // SPEC P7, FAULTS row 6: the last one counts.
    @Test
    void farewell_isFoundOnEitherStreamAndInTheCrashLog() {
        String exit = "Terminating due to java.lang.OutOfMemoryError: Metaspace";

        assertThat(MemoryWords.farewell(List.of("hello", exit), List.of(), "")).isEqualTo("Metaspace");
        assertThat(MemoryWords.farewell(List.of(), List.of(exit, "bye"), "")).isEqualTo("Metaspace");
        assertThat(MemoryWords.farewell(
                        List.of(), List.of(), "#\n#  fatal error: OutOfMemory encountered: Java heap space"))
                .isEqualTo("Java heap space");
        assertThat(MemoryWords.farewell(List.of("hello"), List.of("bye"), "# SIGSEGV"))
                .isNull();
    }

    // SPEC P7, FAULTS row 6: 3 is the code of a JVM that says so and ends, 134 that of one that crashes on purpose.
    @ParameterizedTest
    @CsvSource({"3, , true", "134, , true", "1, hs_err.log, true", "0, , false", "1, , false", "137, , false"})
    void farewell_isBelievedOnlyOfAJvmThatEndsLikeThat(int code, @Nullable String log, boolean believed) {
        Exit exit = new Exit(code, List.of(), List.of(), "Java heap space", null, log, "");

        assertThat(exit.outOfMemory()).isEqualTo(believed ? "Java heap space" : null);
    }

    // SPEC P7, FAULTS row 6
    @ParameterizedTest
    @CsvSource({
        "# There is insufficient memory for the Java Runtime Environment to continue.",
        "#  Out of Memory Error (os_linux.cpp:2550)"
    })
    void crashLog_saysThatTheSystemGaveNoMemory(String head) {
        assertThat(new Exit(1, List.of(), List.of(), null, null, "hs_err.log", head).isOutOfNativeMemory())
                .isTrue();
    }
}
