package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The deadline ends a test that hangs, and shows where. */
@ExtendWith(LeakCheck.class)
class DeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final PrintStream output = new PrintStream(text, true, StandardCharsets.UTF_8);

    @TempDir
    private Path dir;

    @Test
    void test_inTime_keepsItsOutcome() throws Throwable {
        DeadlineExtension.runWatched(() -> null, "good()", Duration.ofMinutes(1), output);
        assertThatThrownBy(() -> DeadlineExtension.runWatched(
                        () -> {
                            throw new IllegalStateException("the test's own failure");
                        },
                        "bad()",
                        Duration.ofMinutes(1),
                        output))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the test's own failure");

        assertThat(text.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void test_thatHangs_isInterruptedAndShown() {
        assertThatThrownBy(() -> DeadlineExtension.runWatched(DeadlineTest::hangHere, "hangs()", SHORT, output))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the test exceeded its deadline: deadline=PT0.2S")
                .hasCauseInstanceOf(InterruptedException.class);

        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("deadline of PT0.2S exceeded: hangs()")
                .contains("---- threads of this process, pid "
                        + ProcessHandle.current().pid())
                .contains("DeadlineTest.hangHere");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void test_thatSwallowsAnInterrupt_isInterruptedAgain() {
        assertThatThrownBy(() -> DeadlineExtension.runWatched(
                        () -> {
                            try {
                                hangHere();
                            } catch (InterruptedException e) {
                                hangHere();
                            }
                            return null;
                        },
                        "stubborn()",
                        SHORT,
                        output))
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void test_thatHangsWithAChildJvm_showsItsStacksAndKillsIt() throws Exception {
        try (Gate gate = Gate.in(dir);
                ChildJvm child = ChildJvm.start(dir, Sleeper.class, gate.directory())) {
            gate.awaitArrivals(1);

            assertThatThrownBy(() -> DeadlineExtension.runWatched(DeadlineTest::hangHere, "hangs()", SHORT, output))
                    .isInstanceOf(AssertionError.class);
            assertThat(text.toString(StandardCharsets.UTF_8))
                    .contains("---- descendant pid " + child.pid())
                    .contains("Sleeper.main");
            assertThat(child.awaitExit()).isNotZero();
        }
    }

    private static Void hangHere() throws InterruptedException {
        new CountDownLatch(1).await();
        return null;
    }

    /** A JVM that does nothing for long. */
    static final class Sleeper {
        public static void main(String[] args) throws InterruptedException {
            Gate.at(args[0]).arrive();
            Thread.sleep(60_000);
        }
    }
}
