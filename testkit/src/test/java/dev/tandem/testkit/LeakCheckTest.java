package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The leak check finds what it is for. */
class LeakCheckTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    private Path dir;

    @Test
    void thread_leftBehind_isNamed() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Set<?> before = LeakCheck.inventory().keySet();
        Thread thread = start("tandem-left-over-1", end);
        try {
            assertThatThrownBy(() -> LeakCheck.requireNothingNew(before, SHORT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the test left something behind")
                    .hasMessageContaining("thread tandem-left-over-1 at ");
        } finally {
            end.countDown();
            thread.join();
        }
        assertThatCode(() -> LeakCheck.requireNothingNew(before, SHORT)).doesNotThrowAnyException();
    }

    @Test
    void thread_ofTheJvmOrThatWasThereBefore_isNotALeak() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread old = start("tandem-old-1", end);
        Set<?> before = LeakCheck.inventory().keySet();
        Thread spawner = start("tandem-spawner", end);
        Thread keeper = start("tandem-keeper", end);
        Thread stranger = start("stranger", end);
        try {
            assertThatCode(() -> LeakCheck.requireNothingNew(before, SHORT)).doesNotThrowAnyException();
        } finally {
            end.countDown();
            for (Thread thread : new Thread[] {old, spawner, keeper, stranger}) {
                thread.join();
            }
        }
    }

    @Test
    void thread_aboutToEnd_hasTime() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Set<?> before = LeakCheck.inventory().keySet();
        Thread thread = start("tandem-slow-1", end);
        try (OtherThread<Boolean> ender = OtherThread.running(() -> {
            Poll.untilPassed(Duration.ofMillis(100), System.nanoTime());
            end.countDown();
        })) {
            LeakCheck.requireNothingNew(before, Poll.PATIENCE);
            assertThat(ender.value()).isTrue();
        }
        thread.join();
    }

    @Test
    void file_leftBehind_isNamed() throws Exception {
        Set<?> before = LeakCheck.inventory().keySet();
        Path file = Files.createTempDirectory("tandem-");
        try {
            assertThatThrownBy(() -> LeakCheck.requireNothingNew(before, SHORT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("file " + file);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void process_leftBehind_isNamed() throws Exception {
        Set<?> before = LeakCheck.inventory().keySet();
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            assertThatThrownBy(() -> LeakCheck.requireNothingNew(before, SHORT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("process pid " + process.pid() + ": ")
                    .hasMessageContaining("sleep");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Thread start(String name, CountDownLatch end) {
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.start();
        return thread;
    }
}
