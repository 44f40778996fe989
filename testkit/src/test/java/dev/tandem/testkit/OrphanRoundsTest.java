package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every way in which a parent ends, with workers in every state; {@link OrphanRounds} by hand does it for longer. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 180)
@EnabledOnOs(OS.LINUX)
class OrphanRoundsTest {
    private static final int COMBINATIONS = 26;

    // SPEC C5, P12, FAULTS row 19
    @Test
    @EnabledIf("dev.tandem.testkit.ProcessPoolOrphanTest#isKilledBySystem")
    void parentEnds_inEveryWayAndState_leavesNoWorkerAndNoFile() throws Exception {
        assertThat(OrphanRounds.run(COMBINATIONS, System.nanoTime(), System.out))
                .isEmpty();
    }
}
