package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is taken for the end of a process, and what is not. That a spare takes over is tested with pools. */
@EnabledOnOs(OS.LINUX)
class DyingProcessTest {
    private final AtomicInteger kills = new AtomicInteger();

    private boolean isDying(long pid) {
        return DyingProcess.isDying(pid, kills::incrementAndGet);
    }

    @Test
    void childThatLives_isNotDying_andIsNotKilled() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(isDying(child.pid())).isFalse();
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(kills).hasValue(0);
    }

    @Test
    void childThatIsGone_isNotDying_asAnotherOneMayHaveItsNumber() throws Exception {
        Process child = new ProcessBuilder("true").start();
        child.waitFor();

        assertThat(isDying(child.pid())).isFalse();
        assertThat(kills).hasValue(0);
    }

    @Test // a thread of its own has ended, and others go on
    void processOfWhichAThreadHasEnded_isNotDying() throws Exception {
        Thread thread = new Thread(() -> {});
        thread.start();
        thread.join();

        assertThat(isDying(ProcessHandle.current().pid())).isFalse();
        assertThat(kills).hasValue(0);
    }

    @Test // what has ended and was not waited for, of another process: nobody else's is ours to kill
    void zombieOfAnotherProcess_isNotDying() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "true & echo $!; exec sleep 60").start();
        try {
            String pid = parent.inputReader().readLine();

            assertThat(isDying(Long.parseLong(pid))).isFalse();
        } finally {
            parent.destroyForcibly().waitFor();
        }
        assertThat(kills).hasValue(0);
    }
}
