package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory of a pipeline is bounded by its buffers: many elements go through a small heap. */
@ExtendWith(LeakCheck.class)
@Deadline
class PipelineMemoryTest {
    private static final int ELEMENTS = 300_000;

    // SPEC L1, C6
    @ParameterizedTest
    @ValueSource(strings = {"threads", "processes"})
    void manyElements_goThroughASmallHeap(String kind, @TempDir Path dir) throws Exception {
        assertThat(outputOf(dir, kind, "pipeline")).contains("results=" + ELEMENTS);
    }

    /** That the heap is small enough for the test above to mean something. */
    // SPEC L1, C6
    @Test
    void manyElements_allAtOnce_doNotFitIntoIt(@TempDir Path dir) throws Exception {
        assertThat(outputOf(dir, "threads", "all")).contains("OutOfMemoryError");
    }

    private static String outputOf(Path dir, String... arguments) throws Exception {
        try (ChildJvm child =
                ChildJvm.start(dir, List.of("-Xmx32m", "-XX:+UseSerialGC"), Map.of(), PipelineLoad.class, arguments)) {
            child.awaitExit(Duration.ofSeconds(50));
            return child.output();
        }
    }
}
