package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which deaths the kernel's count of kills explains. The file is like that of a control group. */
class OomKillsTest {
    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void count() throws IOException {
        file = dir.resolve("memory.events");
        kills(4);
    }

    private void kills(int count) throws IOException {
        Files.writeString(file, "low 0\noom 9\noom_kill " + count + "\noom_group_kill 0\n");
    }

    private OomKills ready() {
        return Objects.requireNonNull(OomKills.in(file));
    }

    private String told(int from, int to) {
        return "the kernel's out-of-memory killer was at work: oom_kill in " + file + " rose from " + from + " to "
                + to;
    }

    // SPEC P7, FAULTS row 6
    @Test
    void death_withoutAKill_isNotExplained() {
        assertThat(ready().since()).isNull();
    }

    // SPEC P7, FAULTS row 6: the others of the group, who die later of something else, have seen the same count.
    @Test
    void kill_explainsOneDeath() throws Exception {
        OomKills killed = ready();
        OomKills other = ready();
        kills(5);

        assertThat(killed.since()).isEqualTo(told(4, 5));
        assertThat(other.since()).isNull();
        assertThat(ready().since()).isNull();

        kills(6);
        assertThat(other.since()).isEqualTo(told(5, 6));
    }

    // SPEC P7, FAULTS row 6
    @Test
    void killsOfSeveralAtOnce_explainAsManyDeaths() throws Exception {
        OomKills first = ready();
        OomKills second = ready();
        OomKills third = ready();
        kills(6);

        assertThat(first.since()).isEqualTo(told(4, 6));
        assertThat(second.since()).isEqualTo(told(5, 6));
        assertThat(third.since()).isNull();
    }

    // SPEC P7, FAULTS row 6: a worker that has come later is not explained by what was before.
    @Test
    void killBeforeAWorkerWasReady_doesNotExplainItsDeath() throws Exception {
        OomKills old = ready();
        kills(5);
        OomKills young = ready();

        assertThat(young.since()).isNull();
        assertThat(old.since()).isEqualTo(told(4, 5));
    }

    // SPEC P7, FAULTS row 6: a group that was removed and made anew begins with 0.
    @Test
    void countThatHasBegunAnew_isTakenAsItIs() throws Exception {
        OomKills old = ready();
        kills(5);
        old.since();
        kills(0);
        OomKills young = ready();
        kills(1);

        assertThat(young.since()).isEqualTo(told(0, 1));
    }

    // FAULTS row 6
    @Test
    void fileWithoutACount_isNone() throws Exception {
        Files.writeString(file, "low 0\n");

        assertThat(OomKills.in(file)).isNull();
        assertThat(OomKills.in(dir.resolve("missing"))).isNull();
    }
}
