package dev.tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThreadTimesTest {
    private static final Path FIRST = Path.of("first");
    private static final Path SECOND = Path.of("second");

    @Test
    void since_countsThreadsThatAreNewAndNotThoseThatHaveEnded() {
        ThreadTimes before = new ThreadTimes(Map.of(FIRST, 100L, SECOND, 1_000L));
        ThreadTimes now = new ThreadTimes(Map.of(FIRST, 130L, Path.of("third"), 7L));
        assertThat(now.since(before)).isEqualTo(37);
    }

    @Test
    void processThatIsGone_hasNoTimes() {
        assertThat(ThreadTimes.of(List.of(Long.MAX_VALUE)).since(new ThreadTimes(Map.of())))
                .isZero();
    }

    @Test
    void ownProcess_hasSome() {
        assertThat(ThreadTimes.of(List.of(ProcessHandle.current().pid())).nanos())
                .isNotEmpty();
    }
}
