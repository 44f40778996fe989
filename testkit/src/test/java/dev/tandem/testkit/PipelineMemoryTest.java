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
import org.junit.jupiter.params.provider.CsvSource;

/** The memory of a pipeline is bounded by its buffers: many elements go through a small heap. */
@ExtendWith(LeakCheck.class)
@Deadline
class PipelineMemoryTest {
    // SPEC L1, C6
    @ParameterizedTest
    @CsvSource({"threads, 300000, 400", "processes, 60000, 2000"}) // several times as much as the heap
    void manyElements_goThroughASmallHeap(String kind, String elements, String size, @TempDir Path dir)
            throws Exception {
        assertThat(outputOf(dir, kind, "pipeline", elements, size)).contains("results=" + elements);
    }

    /** That the heap is small enough for the test above to mean something. */
    // SPEC L1, C6
    @Test
    void manyElements_allAtOnce_doNotFitIntoIt(@TempDir Path dir) throws Exception {
        assertThat(outputOf(dir, "threads", "all", "300000", "400")).contains("OutOfMemoryError");
    }

    private static String outputOf(Path dir, String... arguments) throws Exception {
        try (ChildJvm child =
                ChildJvm.start(dir, List.of("-Xmx32m", "-XX:+UseSerialGC"), Map.of(), PipelineLoad.class, arguments)) {
            child.awaitExit(Duration.ofSeconds(50));
            return child.output();
        }
    }
}
