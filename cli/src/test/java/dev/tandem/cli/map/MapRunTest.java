package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.RateLimit;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.cli.ExitCode;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The run as such, on threads of this JVM. */
@ExtendWith(LeakCheck.class)
@Deadline
class MapRunTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private TimeoutRule timeout = TimeoutRule.never();
    private Halt halt = Halt.never();
    private Optional<RateLimit> rate = Optional.empty();
    private int retries;
    private int workers = 2;
    private boolean inOrder = true;

    @Test
    void results_comeInTheOrderOfTheInputs_andFailuresDoNotStopTheRun() throws Exception {
        assertThat(run("upper", "a", "b", "c")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("A\nB\nC\n");
        assertThat(err.toString()).isEmpty();

        out.reset();
        assertThat(run("act", "a", "fail b", "c")).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(out.toString()).isEqualTo("A\nC\n");
        assertThat(err.toString())
                .isEqualTo(
                        "tandem map: item 2 (fail b) failed: java.lang.IllegalStateException: told to fail: fail b\n");
    }

    @Test
    void results_asCompleted_doNotWaitForASlowOne() throws Exception {
        inOrder = false;
        GATE.set(new CountDownLatch(1));
        OutputStream opensWhenWritten = new OutputStream() {
            @Override
            public void write(int b) {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                out.write(bytes, offset, length);
                GATE.get().countDown(); // the result of the second item is out: the first may end
            }
        };
        assertThat(run("gated", opensWhenWritten, items("wait", "go"))).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("go\nwait\n");
    }

    @Test
    void failedItem_isTriedAgain(@TempDir Path directory) throws Exception {
        retries = 2;
        assertThat(run("fails2Times", directory.resolve("good").toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("call 3\n");
        retries = 1;
        assertThat(run("fails2Times", directory.resolve("bad").toString())).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(err.toString()).endsWith("failed, 2 times: java.io.IOException: call 2\n");
    }

    @Test
    void halt_soon_finishesWhatRunsAndStartsNoMore() throws Exception {
        halt = Halt.parse("soon,fail=2");
        workers = 1;
        assertThat(run("act", "a", "fail", "fail", "b", "c")).isEqualTo(ExitCode.HALTED);
        assertThat(out.toString()).isEqualTo("A\n");
        assertThat(err.toString()).endsWith("tandem map: stopped by --halt soon,fail=2: 1 items done, 2 failed\n");
    }

    @Test
    void halt_atASuccess_isNoFailure() throws Exception {
        halt = Halt.parse("now,success=1");
        workers = 1;
        assertThat(run("act", "fail", "b", "c")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("B\n");
    }

    @Test
    void halt_whenDone_tellsOfFailures() throws Exception {
        halt = Halt.parse("soon,done=2");
        workers = 1;
        assertThat(run("act", "fail", "b", "c")).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(out.toString()).isEqualTo("B\n");
    }

    @Test
    void timeout_asAShareOfTheMedian_stopsWhatRunsMuchLonger() throws Exception {
        timeout = TimeoutRule.parse("200%");
        assertThat(run("act", "sleep 1000000", "a", "b", "c", "d")).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(out.toString()).isEqualTo("A\nB\nC\nD\n");
        assertThat(err.toString())
                .matches(
                        "tandem map: item 1 \\(sleep 1000000\\) failed: stopped after [1-9]\\d*\\.\\d{3} s: its time limit is"
                                + " 1\\.000 s\n");
    }

    // SPEC L2
    @Test
    void rate_spacesStarts_andThoseOfRepeatedAttempts(@TempDir Path directory) throws Exception {
        rate = Optional.of(RateLimit.of(1, Duration.ofMillis(40)));
        retries = 2;
        workers = 4;
        long begin = System.nanoTime();
        assertThat(run("fails2Times", "" + directory.resolve("a"), "" + directory.resolve("b")))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo("call 3\ncall 3\n");
        // six starts, five pauses, to within two milliseconds
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(5 * 40 - 2));
    }

    @Test
    void halt_letsNoneStart_thatWaitsForItsTurn() throws Exception {
        rate = Optional.of(RateLimit.of(1, Duration.ofDays(1)));
        halt = Halt.parse("soon,fail=1");
        assertThat(run("act", "fail", "a", "b")).isEqualTo(ExitCode.HALTED);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void input_isReadNoFurtherThanItIsNeeded() throws Exception {
        AtomicInteger read = new AtomicInteger();
        workers = 1;
        halt = Halt.parse("soon,done=100");
        ItemSource endless = () -> {
            String text = Integer.toString(read.incrementAndGet());
            return Optional.of(new Input(text, text.getBytes(StandardCharsets.UTF_8)));
        };
        assertThat(run("upper", out, endless)).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines()).hasSize(100);
        assertThat(read.get()).isBetween(100, 102);
    }

    @Test
    void inputThatCannotBeRead_endsTheRun_afterWhatWasRead() throws Exception {
        AtomicInteger read = new AtomicInteger();
        ItemSource broken = () -> {
            if (read.incrementAndGet() > 2) {
                throw new IOException("disk on fire");
            }
            return Optional.of(new Input("a", new byte[] {'a'}));
        };
        assertThat(run("upper", out, broken)).isEqualTo(ExitCode.BROKEN);
        assertThat(err.toString())
                .isEqualTo("tandem map: the input cannot be read: java.io.IOException: disk on fire\n");
    }

    @Test
    void outputThatCannotBeWritten_endsTheRun() throws Exception {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        assertThat(run("upper", full, items("a", "b"))).isEqualTo(ExitCode.BROKEN);
        assertThat(err.toString()).isEqualTo("tandem map: standard output cannot be written: no space left\n");
    }

    @Test
    void outputThatNobodyReads_endsTheRunQuietly() throws Exception {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertThat(run("upper", closed, items("a", "b"))).isEqualTo(ExitCode.BROKEN_PIPE);
        assertThat(err.toString()).isEmpty();
    }

    private static final AtomicReference<CountDownLatch> GATE = new AtomicReference<>(new CountDownLatch(0));

    /** A function that waits until something was written. */
    public static String gated(String text) throws InterruptedException {
        if (text.equals("wait")) {
            GATE.get().await();
        }
        return text;
    }

    private static ItemSource items(String... inputs) {
        return new WordItems(List.of(inputs), StandardCharsets.UTF_8);
    }

    private int run(String method, String... inputs) throws Exception {
        return run(method, out, items(inputs));
    }

    private int run(String method, OutputStream target, ItemSource source) throws Exception {
        Class<?> owner = method.equals("gated") ? MapRunTest.class : Samples.class;
        ClassLoader loader = getClass().getClassLoader();
        FunctionSpec spec = new FunctionSpec(
                owner.getName(), method, "java.lang.String", InputForm.TEXT, false, "UTF-8", false, Map.of());
        WorkerFunction.install(new Invocation(spec, loader));
        Results results = new Results(
                new ResultForm(false, false, (byte) '\n'),
                OutputSink.standard(target, failure -> failure.getMessage().equals("Broken pipe")),
                Optional.empty(),
                inOrder);
        Reporter reporter = new Reporter(
                new PrintStream(err, true, StandardCharsets.UTF_8), Optional.empty(), Reporter.Level.NORMAL);
        MapPlan plan = new MapPlan(
                spec, source, Optional.empty(), false, workers, inOrder, timeout, retries, halt, rate, count -> {});
        List<Runnable> never = new ArrayList<>();
        try (ThreadPoolExecutor pool = ThreadPoolExecutor.open(workers)) {
            return new MapRun(plan, pool, () -> never.addAll(pool.shutdownNow()), results, reporter, Optional.empty())
                    .run();
        }
    }
}
