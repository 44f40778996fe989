package dev.tandem.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.concurrent.locks.LockSupport.parkNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.Recommendation;
import dev.tandem.Recommendation.Executor;
import dev.tandem.Recommendation.Work;
import dev.tandem.Tandem;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SPEC L4: decisions where the evidence is structural; never on times, which are those of a busy machine. */
@ExtendWith(LeakCheck.class)
@Deadline
class ChooserTest {
    private static final Duration LIMIT = Duration.ofSeconds(12);
    private static final List<Integer> NUMBERS = IntStream.range(0, 10).boxed().toList();

    static int compute(int seed) {
        int hash = seed;
        for (int i = 0; i < 100_000; i++) {
            hash = hash * 31 + (hash >>> 7);
        }
        return hash;
    }

    static int await(int millis) throws InterruptedException {
        Object nobody = new Object();
        synchronized (nobody) {
            nobody.wait(millis);
        }
        return millis;
    }

    static int exitOn(int unwanted, int value) {
        if (value == unwanted) {
            System.exit(7);
        }
        return value;
    }

    static int hangOn(int unwanted, int value) throws InterruptedException {
        if (value == unwanted) {
            new CountDownLatch(1).await();
        }
        return value;
    }

    static int length(byte[] bytes) {
        return bytes.length;
    }

    @Test
    void recommend_workThatComputes_isSeenToCompute() throws Exception {
        Recommendation found = Tandem.recommend(ChooserTest::compute, NUMBERS, o -> o.timeLimit(LIMIT));

        assertThat(found.work()).isEqualTo(Work.COMPUTES);
        assertThat(found.crashes() + found.hangs() + found.failures()).isZero();
        assertThat(found.trials()).isNotEmpty();
        assertThat(found.trials().get(0).executor()).isEqualTo(Executor.CALLER);
        assertThat(found.trials().get(0).elements()).isGreaterThanOrEqualTo(NUMBERS.size());
        assertThat(found.elementTime()).isPresent();
        assertThat(found.argumentBytes().orElseThrow()).isBetween(10L, 200L);
    }

    @Test
    void recommend_workThatWaits_getsManyThreads() throws Exception {
        Recommendation found = Tandem.recommend(ChooserTest::await, List.of(30), o -> o.timeLimit(LIMIT));

        assertThat(found.work()).isEqualTo(Work.WAITS);
        assertThat(found.executor())
                .isEqualTo(Runtime.version().feature() >= 21 ? Executor.VIRTUAL_THREADS : Executor.THREADS);
        assertThat(found.workers()).isGreaterThan(Runtime.getRuntime().availableProcessors());
        assertThat(found.chunkSize()).isEqualTo(1);
        assertThat(found.reason()).startsWith("the work waits ");
    }

    /** Takes a second to be read for the first time in a JVM, as if many classes had to be loaded. */
    private record SlowAtFirst(int millis) implements Serializable {
        private static final AtomicBoolean WARM = new AtomicBoolean();

        SlowAtFirst {
            if (WARM.compareAndSet(false, true)) {
                parkNanos(SECONDS.toNanos(1));
            }
        }
    }

    static int awaitValue(SlowAtFirst value) throws InterruptedException {
        return await(value.millis());
    }

    // Otherwise the second would be some 20 ms for each of the few elements that there is time for. Nothing may be told.
    @Test
    void recommend_fewSlowElements_leavesOutWhatTheFirstOneCosts() throws Exception {
        Recommendation found = Tandem.recommend(
                ChooserTest::awaitValue,
                List.of(new SlowAtFirst(20), new SlowAtFirst(21)),
                o -> o.timeLimit(LIMIT).isolated().workers(1));

        assertThat(found.trials()).hasSize(1);
        assertThat(found.serializationTime().orElse(Duration.ZERO)).isLessThan(Duration.ofMillis(5));
    }

    @Test
    void recommend_workThatExits_getsProcessesAndIsNotRunHere() throws Exception {
        Recommendation found = Tandem.recommend(
                x -> exitOn(4, x), NUMBERS, o -> o.timeLimit(LIMIT).workers(3));

        assertThat(found.executor()).isEqualTo(Executor.PROCESSES);
        assertThat(found.workers()).isEqualTo(3);
        assertThat(found.chunkSize()).isEqualTo(1);
        assertThat(found.crashes()).isEqualTo(1);
        assertThat(found.trials()).isEmpty();
        assertThat(found.toString())
                .startsWith("use processes: 3 workers, each element by itself")
                .contains("because the work kills the process that it runs in (1 of 10 elements,"
                        + " worker process died: it exited with code 7)")
                .contains("killed the process 1");
    }

    @Test
    void recommend_workThatHangs_getsProcessesInTime() throws Exception {
        Recommendation found = Tandem.recommend(x -> hangOn(1, x), NUMBERS, o -> o.timeLimit(Duration.ofSeconds(6)));

        assertThat(found.executor()).isEqualTo(Executor.PROCESSES);
        assertThat(found.hangs()).isEqualTo(1);
        assertThat(found.trials()).isEmpty();
        assertThat(found.reason())
                .contains("1 of 10 elements did not end within 1500 ms, and only a process can be stopped for sure");
    }

    @Test
    void recommend_isolationAskedFor_runsInProcessesOnly() throws Exception {
        long pid = ProcessHandle.current().pid();
        Recommendation found = Tandem.recommend(
                x -> {
                    if (ProcessHandle.current().pid() == pid) {
                        throw new IllegalStateException("run in this process");
                    }
                    return x;
                },
                NUMBERS,
                o -> o.timeLimit(LIMIT).isolated().workers(1));

        assertThat(found.executor()).isEqualTo(Executor.PROCESSES);
        assertThat(found.failures()).isZero();
        assertThat(found.trials())
                .allSatisfy(trial -> assertThat(trial.executor()).isEqualTo(Executor.PROCESSES));
        assertThat(found.reason()).isEqualTo("isolation was asked for, which only processes give");
    }

    @Test
    void recommend_largeArguments_areMeasuredAndStayHere() throws Exception {
        Recommendation found = Tandem.recommend(
                ChooserTest::length, List.of(new byte[8_000_000]), o -> o.timeLimit(Duration.ofSeconds(8)));

        assertThat(found.executor()).isNotEqualTo(Executor.PROCESSES);
        assertThat(found.argumentBytes().orElseThrow()).isGreaterThanOrEqualTo(8_000_000);
    }

    @Test
    void recommend_workThatDoesNotTravel_isTriedInThreadsAndSaysWhy() throws Exception {
        Object stayAtHome = new Object();
        Recommendation found = Tandem.recommend(
                x -> compute(x) + stayAtHome.hashCode(), NUMBERS, o -> o.timeLimit(Duration.ofSeconds(6)));

        assertThat(found.executor()).isNotEqualTo(Executor.PROCESSES);
        assertThat(found.notes()).anySatisfy(note -> assertThat(note).startsWith("the work does not travel: "));
        assertThat(found.trials())
                .noneSatisfy(trial -> assertThat(trial.executor()).isEqualTo(Executor.PROCESSES));
    }

    @Test
    void recommend_elementsThatFail_areCounted() throws Exception {
        Recommendation found = Tandem.recommend(
                x -> Tasks.failOn(3, x),
                NUMBERS,
                o -> o.timeLimit(Duration.ofSeconds(6)).workers(1));

        assertThat(found.failures()).isEqualTo(1);
        assertThat(found.toString()).contains("sample: 10 elements, failed 1, killed the process 0, did not end 0");
    }

    @Test
    void recommend_badOptions_areRefused() {
        assertThatThrownBy(() -> Tandem.recommend(ChooserTest::compute, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sample must not be empty");
        assertThatThrownBy(() -> Tandem.recommend(ChooserTest::compute, NUMBERS, o -> o.workers(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("workers must be positive: workers=0");
        assertThatThrownBy(() -> Tandem.recommend(ChooserTest::compute, NUMBERS, o -> o.timeLimit(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeLimit must be positive: timeLimit=PT0S");
    }
}
