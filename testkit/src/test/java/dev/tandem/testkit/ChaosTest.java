package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** FAULTS 1, 2, 26 and 28, for a few seconds; {@code ./tandem chaos} does it for as long as one likes. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 180)
@DisabledOnOs(OS.WINDOWS)
class ChaosTest {
    @Test
    void pool_underChaos_losesAndDuplicatesNothing() throws Exception {
        ChaosReport report =
                Chaos.run(o -> o.duration(Duration.ofSeconds(3)).log(line -> System.out.println("chaos: " + line)));

        assertPassed(report);
        assertThat(report.tasks()).isPositive();
    }

    @Test
    void poolOfSeveralThreadsPerWorker_underChaos_losesAndDuplicatesNothing() throws Exception {
        ChaosReport report = Chaos.run(o -> o.duration(Duration.ofSeconds(3))
                .pool(p -> p.workers(2).threadsPerWorker(2))
                .log(line -> System.out.println("chaos: " + line)));

        assertPassed(report);
    }

    private static void assertPassed(ChaosReport report) {
        assertThat(report.findings()).as("seed=%d", report.seed()).isEmpty();
        assertThat(report.summary())
                .as("seed=%d", report.seed())
                .endsWith(" lost=0 duplicated=0 orphans=0 leaked-fds=0");
        assertThat(report.isPassed()).isTrue();
    }
}
