package dev.tandem.examples.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tandem.examples.batch.Outcome.Verdict;
import dev.tandem.examples.batch.Patterns.Stuck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoWorkerIsLeft.class)
@Timeout(180) // its tasks wait for limits, and other builds may keep the machine busy
class PatternsTest {
    private static final List<String> VERDICTS = List.of(
            "classic: good",
            "classic, refers back: timed out",
            "mail: good",
            "mail, poisoned: timed out",
            "link: good",
            "link, poisoned: timed out",
            "tag: good",
            "tag, poisoned: timed out");

    /** The classes of java.util.regex that a match is in. */
    private static final String IN_PATTERN = "stuck in (Pattern|Matcher|CharPredicates|IntHashSet)[$.].*";

    // SPEC C4
    @Test
    void processes_patternsThatBacktrackForEver_areKilled() throws Exception {
        Batch batch = Patterns.onProcesses(Patterns.samples(), Duration.ofSeconds(2));
        assertEquals(VERDICTS, Verdicts.of(batch, " "));
        assertEquals("true", Verdicts.detailOf(batch, "mail"));
        for (Outcome outcome : batch.outcomes()) {
            if (outcome.verdict() == Verdict.TIMED_OUT) {
                assertTrue(outcome.detail().matches(IN_PATTERN), outcome::toString);
            }
        }
        assertEquals(0, batch.pool().leakedThreads());
    }

    @Test
    void threads_patternsThatBacktrackForEver_areReportedButGoOn() throws Exception {
        Stuck stuck = Patterns.onThreads(Patterns.samples(), Duration.ofSeconds(1));
        assertEquals(VERDICTS, Verdicts.of(stuck.batch(), " "));
        assertEquals(4, stuck.leakedThreads());
        assertTrue(stuck.cpuTimeInOneSecond().toMillis() > 0, stuck::toString);
    }
}
