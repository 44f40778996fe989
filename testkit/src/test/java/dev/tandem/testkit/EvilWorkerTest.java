package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.BrokenPoolException;
import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerLogs;
import dev.tandem.testkit.Evil.Deed;
import dev.tandem.testkit.Evil.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A first worker that misbehaves at a step of its life, and what the pool makes of it. The workers after it are real. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class EvilWorkerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path dir;

    private Journal evilPids;

    @BeforeEach
    void makeJournal() {
        evilPids = Journal.in(dir);
    }

    // ---- S1, S2: before it is ready

    // SPEC P10, FAULTS row 1, FAULTS row 10, FAULTS row 23: it goes before it is ready, or is shown the door and goes.
    @ParameterizedTest
    @CsvSource({
        "SPAWNED, EXIT",
        "CONNECTED, EXIT",
        "GREETED, EXIT",
        "CONNECTED, GARBAGE",
        "CONNECTED, HUGE_FRAME",
        "CONNECTED, WRONG_TOKEN",
        "CONNECTED, WRONG_VERSION"
    })
    void beforeItIsReady_ends_breaksThePoolWithItsWords(Moment moment, Deed deed) throws Exception {
        WorkerCrashedException crash = breakOf(o -> o, moment, deed);

        assertThat(crash.kind()).isEqualTo(Kind.START_FAILED);
        assertThat(crash.exitCode()).hasValue(Evil.EXIT_CODE);
        assertThat(crash.stderrTail()).contains(Evil.WORDS);
    }

    // SPEC P10, FAULTS row 2, FAULTS row 23
    @ParameterizedTest
    @CsvSource({"SPAWNED, HANG", "CONNECTED, HANG", "CONNECTED, HALF_HELLO", "GREETED, HANG"})
    void beforeItIsReady_hangs_breaksThePoolAfterTheStartTimeout(Moment moment, Deed deed) throws Exception {
        WorkerCrashedException crash = breakOf(o -> o.startTimeout(Duration.ofSeconds(1)), moment, deed);

        assertThat(crash.kind()).isEqualTo(Kind.START_FAILED);
        assertThat(crash).hasMessageContaining("it was not ready in time");
    }

    // SPEC P10, FAULTS row 10, FAULTS row 23: it was let in, and breaks the protocol instead of getting ready.
    @ParameterizedTest
    @CsvSource({
        "GARBAGE, 'frame length out of range: length=1195725856, most=67108864, first bytes=474554202f'",
        "HUGE_FRAME, frame length out of range: length=2147483647",
        "DEEP_STACK, 'stack too deep: frames=2147483647, first bytes=00000000000000017fffffff'"
    })
    void beforeItIsReady_breaksTheProtocol_breaksThePoolSayingHow(Deed deed, String words) throws Exception {
        assertThat(breakOf(o -> o, Moment.GREETED, deed)).hasMessageContaining(words);
        Processes.awaitGone(evilPid());
    }

    // SPEC P10, FAULTS row 23: it hangs up and goes on living; the next one would do so, too.
    @ParameterizedTest
    @EnumSource(names = {"CLOSE", "CLOSE_CONTROL", "CLOSE_BELL", "CLOSE_HALFWAY_IN_A_FRAME"})
    void beforeItIsReady_hangsUpAndLivesOn_breaksThePoolAtOnce(Deed deed) throws Exception {
        WorkerCrashedException crash = breakOf(o -> o, Moment.GREETED, deed);

        assertThat(crash.kind()).isEqualTo(Kind.START_FAILED);
        assertThat(crash).hasMessageContaining("it hung up and did not end");
        assertThat(crash.stderrTail()).contains(Evil.WORDS);
        assertThat(crash.worker().number()).isEqualTo(1);
        assertThat(Processes.isRunning(evilPid())).isFalse();
    }

    // FAULTS row 10: each byte of each frame, hello included, in a piece of its own.
    @Test
    void honestWorker_thatWritesByteByByte_isUnderstood() throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.READY, Deed.BYTE_BY_BYTE, evilPids))) {
            TaskFuture<Integer> task = pool.submit(Tasks::square, 3);

            assertThat(task.get()).isEqualTo(9);
            assertThat(task.worker().orElseThrow().pid()).isEqualTo(evilPid());
        }
    }

    // SPEC P10, FAULTS row 10: what it says of its initializer makes no sense.
    @ParameterizedTest
    @EnumSource(names = {"GARBAGE_AS_INIT_FAILURE", "NOTHING_AS_INIT_FAILURE"})
    void beforeItIsReady_sendsAMalformedFailure_breaksThePool(Deed deed) throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.GREETED, deed, evilPids))) {
            Throwable failure = failureOf(pool.submit(Tasks::square, 3));

            assertThat(failure).isInstanceOf(BrokenPoolException.class);
            assertThat(failure.getCause()).hasMessageContaining("the outcome");
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    // SPEC C2, FAULTS row 1: somebody else kills it, which says nothing against the next one.
    @ParameterizedTest
    @EnumSource(names = {"SPAWNED", "CONNECTED", "GREETED"})
    void beforeItIsReady_killedFromOutside_isReplaced(Moment moment) throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(moment, Deed.HANG, evilPids))) {
            TaskFuture<Integer> task = pool.submit(Tasks::square, 3);
            Processes.signal(evilPid(), "KILL");

            assertThat(task.get()).isEqualTo(9);
            assertThat(task.attempts()).isEqualTo(1);
        }
    }

    // SPEC P10, FAULTS row 2
    @ParameterizedTest
    @EnumSource(names = {"SPAWNED", "GREETED"})
    void beforeItIsReady_stoppedFromOutside_breaksThePoolAfterTheStartTimeout(Moment moment) throws Exception {
        try (PoolExecutor pool =
                open(o -> o.startTimeout(Duration.ofSeconds(3)), Evil.at(moment, Deed.HANG, evilPids))) {
            TaskFuture<Integer> task = pool.submit(Tasks::square, 3);
            Processes.signal(evilPid(), "STOP");

            assertThat(failureOf(task))
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessageContaining("it was not ready in time");
            assertThat(Processes.isRunning(evilPid())).isFalse();
        }
    }

    // ---- S3: idle

    // SPEC C2, FAULTS row 1, FAULTS row 10: it has no task, so that nothing can fail.
    @ParameterizedTest
    @EnumSource(
            names = {
                "EXIT",
                "CLOSE",
                "CLOSE_CONTROL",
                "CLOSE_HALFWAY_IN_A_FRAME",
                "HUGE_FRAME",
                "FRAME_OF_THE_PARENT",
                "STACK_OF_NO_LANE",
                "EXITING_WITHOUT_END",
                "ANSWER_UNSENT",
                "TAIL_BEYOND",
                "HUGE_RECORD"
            })
    void idle_misbehaves_isReplacedAndNothingFails(Deed deed) throws Exception {
        try (PoolExecutor pool =
                open(o -> o.prestarted().grace(Duration.ofMillis(100)), Evil.at(Moment.READY, deed, evilPids))) {
            TaskFuture<Integer> task = pool.submit(Tasks::square, 3);

            assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(9);
            assertThat(task.attempts()).isEqualTo(1);
            assertThat(task.worker().orElseThrow().number()).isEqualTo(2);
            assertThat(pool.stats().failed()).isZero();
            if (deed != Deed.EXIT) {
                Processes.awaitGone(evilPid());
            }
        }
    }

    // FAULTS row 10: odd, and harmless.
    @ParameterizedTest
    @EnumSource(names = {"READY_AGAIN", "STACK_UNASKED"})
    void idle_saysSomethingNeedless_isTolerated(Deed deed) throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.READY, deed, evilPids))) {
            for (int i = 0; i < 3; i++) {
                TaskFuture<Integer> task = pool.submit(Tasks::square, i);
                assertThat(task.get()).isEqualTo(i * i);
                assertThat(task.worker().orElseThrow().number()).isEqualTo(1);
            }
        }
    }

    // SPEC C2, FAULTS row 1
    @Test
    void idle_killedFromOutside_failsNothing() throws Exception {
        try (PoolExecutor pool = open(ProcessPoolOptions::prestarted, Evil.at(Moment.READY, Deed.HANG, evilPids))) {
            Processes.signal(evilPid(), "KILL");

            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    // ---- S4 to S8: it has a task

    // SPEC C2, P7, FAULTS row 1, FAULTS row 4
    @ParameterizedTest
    @CsvSource({
        "TAKEN, EXIT",
        "RUNNING, EXIT",
        "RUNNING, UNPUBLISHED_RECORD_AND_EXIT",
    })
    void withATask_ends_failsThatTaskAlone(Moment moment, Deed deed) throws Exception {
        WorkerCrashedException crash = crashOf(Evil.at(moment, deed, evilPids));

        assertThat(crash.kind()).isEqualTo(Kind.EXIT);
        assertThat(crash.exitCode()).hasValue(Evil.EXIT_CODE);
        assertThat(crash).hasMessageContaining("it exited with code 9").hasMessageContaining(Evil.WORDS);
    }

    // SPEC C2, P7, FAULTS row 10: killed, and what it broke is told.
    @ParameterizedTest
    @CsvSource({
        "GARBAGE, 'frame length out of range: length=1195725856, most=67108864, first bytes=474554202f'",
        "NEGATIVE_FRAME, 'frame length out of range: length=-5, most=67108864, first bytes=fffffffb02'",
        "HUGE_FRAME, 'frame length out of range: length=2147483647, most=67108864, first bytes=7fffffff03'",
        "UNKNOWN_FRAME, 'unknown frame type: type=99, first bytes=0000000163'",
        "FRAME_OF_THE_PARENT, 'unexpected frame from a worker: type=INTERRUPT, length=8, first bytes=00000000'",
        "DEEP_STACK, stack too deep: frames=2147483647",
        "SHORT_STACK, 'malformed stack: type=STACK, length=12, first bytes=000000000000000100000003'",
        "STACK_OF_NO_LANE, no such lane",
        "FETCH_FLOOD, too many questions for classes at a time: most=1024",
        "FETCH_NOTHING, malformed question for a class or resource: type=FETCH",
        "FETCH_WITH_LONG_NAME, malformed question for a class or resource: type=FETCH",
        "FETCH_OF_NO_LOADER, question for an unknown class loader: origin=77",
        "LOG_OF_NONSENSE, malformed log record: type=LOG, length=24",
        "LOG_TOO_LONG, log record too long: type=LOG, length=300000",
        "ANSWER_UNSENT, answer to a task that was not sent: sequence=77",
        "ANSWER_OF_NO_LANE, no such lane",
        "ANSWER_TO_THE_NEXT, answer to a task that was not sent: sequence=2",
        "FALSE_SKIP, worker skipped a task that was not withdrawn: sequence=1",
        "TAIL_BACKWARDS, tail of a ring out of range: tail=-8",
        "TAIL_BEYOND, tail of a ring out of range: tail=524296",
        "UNKNOWN_RECORD, unexpected record from a worker: type=99",
        "CLASS_OUT_OF_ORDER, 'classes must be defined one after the other, with few bytes each: id=2, before=0'",
        "HUGE_CLASS, 'classes must be defined one after the other, with few bytes each: id=1, before=0, bytes=50000'",
        "NEGATIVE_RECORD, 'malformed record: length=-64, type=6, first bytes=c0ffffff06000000'",
        "HUGE_RECORD, malformed record: length=2147483647",
        "HALF_RECORD, malformed record: length=64",
        "HALF_RECORD_AND_EXIT, malformed record: length=64"
    })
    void withATask_breaksTheProtocol_failsThatTaskAlone(Deed deed, String words) throws Exception {
        WorkerCrashedException crash = crashOf(Evil.at(Moment.RUNNING, deed, evilPids));

        assertThat(crash.kind()).isEqualTo(Kind.PROTOCOL_ERROR);
        assertThat(crash)
                .hasMessageContaining("it broke the protocol and was killed")
                .hasMessageContaining(words);
    }

    // SPEC C6, FAULTS row 10: more log records than may be on the way, while none is taken.
    @Test
    void withATask_floodsWithLogRecords_failsThatTaskAlone() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        WorkerLogs blocked = entry -> awaitQuietly(taken);
        try (PoolExecutor pool = open(o -> o.workerLogs(blocked), Evil.at(Moment.RUNNING, Deed.LOG_FLOOD, evilPids))) {
            assertThat(failureOf(pool.submit(Tasks::square, 3)))
                    .hasMessageContaining("it broke the protocol and was killed")
                    .hasMessageContaining("more log records than are taken: waiting=");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            taken.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // SPEC C2, C3, FAULTS row 10: what waits behind the task in the worker's own buffer runs elsewhere, once.
    @ParameterizedTest
    @CsvSource({
        "EXIT, it exited with code 9",
        "ANSWER_TO_THE_NEXT, answers out of order",
        "FALSE_SKIP, worker skipped a task that was not withdrawn",
        "UNKNOWN_RECORD, unexpected record from a worker: type=99"
    })
    void withTasksBehind_misbehaves_theyRunElsewhereExactlyOnce(Deed deed, String words) throws Exception {
        Journal journal = Journal.in(dir);
        // short tasks first, so that many are sent ahead
        Evil evil = Evil.at(Moment.RUNNING, deed, evilPids).after(300);
        try (PoolExecutor pool = open(o -> o, evil)) {
            List<TaskFuture<Integer>> before = IntStream.range(0, 300)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            TaskFuture<Integer> victim = pool.submit(Tasks::square, 1000);
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                behind.add(pool.submit(() -> {
                    journal.note("task " + number);
                    return number;
                }));
            }

            assertThat(failureOf(victim))
                    .isInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining(words);
            for (int i = 0; i < 300; i++) {
                assertThat(before.get(i).get()).isEqualTo(i * i);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(behind.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i);
                assertThat(behind.get(i).attempts()).isEqualTo(1);
            }
            assertThat(pool.stats().failed()).isEqualTo(1);
        }
        assertThat(journal.lines()).hasSize(50).doesNotHaveDuplicates();
    }

    // SPEC P7, FAULTS row 6: it says so, and does not end by itself.
    @Test
    void withATask_saysThatItIsOutOfMemory_isKilled() throws Exception {
        WorkerCrashedException crash = crashOf(Evil.at(Moment.RUNNING, Deed.OUT_OF_MEMORY_WITHOUT_END, evilPids));

        assertThat(crash.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
        assertThat(crash).hasMessageContaining("java.lang.OutOfMemoryError: so it says");
        Processes.awaitGone(evilPid());
    }

    // SPEC C2, M3, FAULTS row 1: a chunk that was claimed and not begun; what the scoreboard says is of the one before.
    @Test
    void withAClaimedChunk_ends_failsItsFirstElementAlone() throws Exception {
        try (PoolExecutor pool =
                        open(o -> o, Evil.at(Moment.TAKEN, Deed.EXIT, evilPids).after(1));
                MapResults<Integer> results =
                        pool.map(Tasks::square, List.of(0, 1, 2, 3, 4, 5, 6, 7), o -> o.chunkSize(4))) {
            List<Object> outcomes = new ArrayList<>();
            Iterator<Integer> iterator = results.iterator();
            while (iterator.hasNext()) {
                try {
                    outcomes.add(iterator.next());
                } catch (RuntimeException e) {
                    outcomes.add(e.getCause().getClass());
                }
            }

            assertThat(outcomes).containsExactly(0, 1, 4, 9, WorkerCrashedException.class, 25, 36, 49);
        }
    }

    // SPEC P7, FAULTS row 10: it hangs up and lives on, and the report says so.
    @ParameterizedTest
    @EnumSource(names = {"CLOSE", "CLOSE_CONTROL", "CLOSE_HALFWAY_IN_A_FRAME"})
    void withATask_hangsUpAndLivesOn_isKilledSayingSo(Deed deed) throws Exception {
        WorkerCrashedException crash = crashOf(Evil.at(Moment.RUNNING, deed, evilPids));

        assertThat(crash.kind()).isEqualTo(Kind.PROTOCOL_ERROR);
        assertThat(crash).hasMessageContaining("it hung up and did not end");
        assertThat(Processes.isRunning(evilPid())).isFalse();
    }

    // SPEC C2, FAULTS row 10: it says something for ever; the others are heard all the same.
    @Test
    void withATask_floodsTheControlSocket_holdsUpNobody() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o ->
                Evil.at(Moment.RUNNING, Deed.FLOOD, evilPids).in(o.workers(2).prestarted()))) {
            List<TaskFuture<Integer>> tasks = new ArrayList<>();
            for (int i = 0; evilPids.lines().isEmpty(); i++) {
                tasks.add(pool.submit(Tasks::square, i));
                Poll.within(Duration.ofMillis(100), tasks.get(i)::isDone);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(pool.submit(Tasks::square, i).get(20, TimeUnit.SECONDS))
                        .isEqualTo(i * i);
            }
            Processes.signal(evilPid(), "KILL");
        }
    }

    // SPEC C2, FAULTS row 4, FAULTS row 2: it hangs up, or says that it exits, and does neither.
    @ParameterizedTest
    @EnumSource(names = {"CLOSE", "EXITING_WITHOUT_END"})
    void withATask_endsOnlyHalf_isKilled(Deed deed) throws Exception {
        crashOf(Evil.at(Moment.RUNNING, deed, evilPids));

        assertThat(Processes.isRunning(evilPid())).isFalse();
    }

    // SPEC C2, FAULTS row 10: without its bell nobody hears of its answers; they are found all the same.
    @Test
    void withATask_closesItsBell_itsAnswerIsFound() throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.RUNNING, Deed.CLOSE_BELL, evilPids))) {
            TaskFuture<Integer> task = pool.submit(Tasks::square, 4);

            assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(16);
            assertThat(pool.submit(Tasks::square, 3).get(20, TimeUnit.SECONDS)).isEqualTo(9);
        }
    }

    // SPEC C2, FAULTS row 14: a large result that is not there, or not whole, or larger than any array.
    @ParameterizedTest
    @CsvSource({
        "FILE_MISSING, cannot read a large result",
        "FILE_NOWHERE, cannot read a large result",
        "FILE_BEYOND, cannot read a large result",
        "FILE_TRUNCATED, the result",
        "FILE_OF_3_GIB, cannot read a large result"
    })
    void withATask_namesABadFile_failsThatTaskAlone(Deed deed, String words) throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.RUNNING, deed, evilPids))) {
            TaskFuture<Integer> victim = pool.submit(Tasks::square, 4);

            assertThat(failureOf(victim))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining(words);
            Processes.signal(evilPid(), "KILL");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC P16: a result of a class that was not defined, or by nonsense.
    @ParameterizedTest
    @CsvSource({
        "UNDEFINED_CLASS, a class must be defined before it is used: id=1",
        "CLASS_OF_NONSENSE, malformed payload"
    })
    void withATask_namesABadClass_failsThatTaskAlone(Deed deed, String words) throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.RUNNING, deed, evilPids))) {
            TaskFuture<Integer> victim = pool.submit(Tasks::square, 4);

            assertThat(failureOf(victim))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining(words);
            Processes.signal(evilPid(), "KILL");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC C1, FAULTS row 10: it claims to have read tasks that nobody sent. This is found when the ring is full.
    @Test
    void withTasks_claimsToHaveReadMoreThanWasSent_isKilledAndNoTaskIsLost() throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.READY, Deed.HEAD_BEYOND, evilPids))) {
            for (int i = 0; i < 20; i++) {
                TaskFuture<Integer> task = pool.submit(bytes -> bytes.length, new byte[60_000]);

                assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(60_000);
            }
            TaskFuture<Integer> last = pool.submit(Tasks::square, 3);
            assertThat(last.get()).isEqualTo(9);
            assertThat(last.worker().orElseThrow().number()).isEqualTo(2);
        }
    }

    // SPEC C2, FAULTS row 1: killed from outside.
    @ParameterizedTest
    @EnumSource(names = {"TAKEN", "RUNNING"})
    void withATask_killedFromOutside_failsThatTaskAlone(Moment moment) throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(moment, Deed.HANG, evilPids))) {
            TaskFuture<Integer> victim = pool.submit(Tasks::square, 4);
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);
            Processes.signal(evilPid(), "KILL");

            assertThat(failureOf(victim))
                    .isInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("ended by SIGKILL (exit code 137)");
            assertThat(next.get()).isEqualTo(9);
        }
    }

    // SPEC P9, FAULTS row 2
    @Test
    void withATask_stopped_isKilledByTheTimeout() throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.RUNNING, Deed.HANG, evilPids))) {
            TaskFuture<Integer> victim =
                    pool.with(o -> o.timeout(Duration.ofSeconds(1))).submit(Tasks::square, 4);
            Processes.signal(evilPid(), "STOP");

            assertThat(failureOf(victim))
                    .isInstanceOf(dev.tandem.TaskTimeoutException.class)
                    .hasMessageContaining("stack unknown: the worker did not answer");
            assertThat(Processes.isRunning(evilPid())).isFalse();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    // SPEC C2, C3: its process is killed, its JVM is not. When the pool has given it up, it claims and answers all that
    // it was sent, under numbers that the next worker's tasks have as well.
    @Test
    void withTasksBehind_outlivesItsProcess_ownsNoTaskAnyMore() throws Exception {
        Journal journal = Journal.in(dir);
        Evil evil = Evil.at(Moment.RUNNING, Deed.OUTLIVE_AND_ANSWER, evilPids).after(300);
        try (PoolExecutor pool = open(o -> o, evil)) {
            List<TaskFuture<Integer>> before = IntStream.range(0, 300)
                    .mapToObj(i -> pool.submit(Tasks::square, i))
                    .toList();
            TaskFuture<Integer> victim = pool.submit(Tasks::square, 1000);
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                behind.add(pool.submit(() -> {
                    journal.note("task " + number);
                    return number;
                }));
            }
            long pid = evilPid();
            Processes.signal(victim.worker().orElseThrow().pid(), "KILL");

            assertThat(failureOf(victim))
                    .isInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("ended by SIGKILL");
            assertThat(evilPids.awaitLines(2)).last().isEqualTo("claimed 0");
            Processes.awaitGone(pid);
            for (int i = 0; i < 300; i++) {
                assertThat(before.get(i).get()).isEqualTo(i * i);
            }
            for (int i = 0; i < 50; i++) {
                assertThat(behind.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i);
                assertThat(behind.get(i).attempts()).isEqualTo(1);
                assertThat(behind.get(i).worker().orElseThrow().number()).isEqualTo(2);
            }
            assertThat(pool.stats().failed()).isEqualTo(1);
        }
        assertThat(journal.lines()).hasSize(50).doesNotHaveDuplicates();
    }

    // SPEC C2, M3: it has claimed a chunk and dies before it says so. The chunk before was further on by then.
    @Test
    void withAChunkClaimedAndNotBegun_ends_failsNoMoreThanTheFirstElement() {
        try (PoolExecutor pool =
                open(o -> o, Evil.at(Moment.TAKEN, Deed.EXIT, evilPids).after(1))) {
            List<String> outcomes = new ArrayList<>();
            Iterator<Integer> results = pool.map(Tasks::square, List.of(0, 1, 2, 3, 4, 5, 6, 7), o -> o.chunkSize(4))
                    .iterator();
            while (results.hasNext()) {
                try {
                    outcomes.add(results.next().toString());
                } catch (CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(WorkerCrashedException.class);
                    outcomes.add("crash");
                }
            }

            assertThat(outcomes).containsExactly("0", "1", "4", "9", "crash", "25", "36", "49");
        }
    }

    // ---- S9: the result is written

    // SPEC C2, FAULTS row 1, FAULTS row 10: whatever it does then, the result is delivered.
    @ParameterizedTest
    @EnumSource(names = {"EXIT", "ANSWER_AGAIN", "GARBAGE", "HANG"})
    void afterItsAnswer_misbehaves_theResultIsDelivered(Deed deed) throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.ANSWERED, deed, evilPids))) {
            TaskFuture<Integer> task = pool.submit(Tasks::square, 4);

            assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(16);
            if (deed == Deed.HANG) {
                Processes.signal(evilPid(), "KILL");
            }
            assertThat(pool.submit(Tasks::square, 3).get(20, TimeUnit.SECONDS)).isEqualTo(9);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    // ---- S10: it is told to end

    // FAULTS row 1, FAULTS row 4: with a code, by hanging up, against the protocol; nothing fails, the pool goes on.
    @ParameterizedTest
    @EnumSource(names = {"EXIT", "CLOSE", "GARBAGE"})
    void retired_misbehaves_failsNothing(Deed deed) throws Exception {
        try (PoolExecutor pool = open(o -> o.maxTasksPerWorker(1), Evil.at(Moment.RETIRED, deed, evilPids))) {
            assertThat(pool.submit(Tasks::square, 4).get()).isEqualTo(16);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    // SPEC C2, FAULTS row 1, FAULTS row 2: it hangs when it is to end; the pool goes on, and SIGKILL ends it.
    @Test
    void retired_hangsAndIsKilledFromOutside_failsNothing() throws Exception {
        try (PoolExecutor pool = open(o -> o.maxTasksPerWorker(1), Evil.at(Moment.RETIRED, Deed.HANG, evilPids))) {
            assertThat(pool.submit(Tasks::square, 4).get()).isEqualTo(16);
            long pid = evilPid();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            Processes.signal(pid, "KILL");
            Processes.awaitGone(pid);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    // SPEC A6, FAULTS row 2: nobody ends it but the pool, after the ten seconds that every exit hook gets.
    @Test
    void retired_stoppedFromOutside_isKilledByThePool() throws Exception {
        try (PoolExecutor pool = open(o -> o, Evil.at(Moment.RETIRED, Deed.HANG, evilPids))) {
            assertThat(pool.submit(Tasks::square, 4).get()).isEqualTo(16);
            pool.shutdown();
            Processes.signal(evilPid(), "STOP");

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Processes.isRunning(evilPid())).isFalse();
        }
    }

    // ---- helpers

    private static ProcessPoolExecutor open(UnaryOperator<ProcessPoolOptions> options, Evil evil) {
        return ProcessPoolExecutor.open(o -> evil.in(options.apply(o.workers(1))));
    }

    /** The process of the evil worker, once it has done its deed. */
    private long evilPid() {
        return Long.parseLong(evilPids.awaitLines(1).get(0));
    }

    private static Throwable failureOf(TaskFuture<?> future) throws Exception {
        return future.exception(PATIENCE).orElseThrow();
    }

    /** Has a pool broken by its first worker; gives back why. */
    private WorkerCrashedException breakOf(UnaryOperator<ProcessPoolOptions> options, Moment moment, Deed deed)
            throws Exception {
        try (PoolExecutor pool = open(options, Evil.at(moment, deed, evilPids))) {
            Throwable failure = failureOf(pool.submit(Tasks::square, 3));

            assertThat(failure).isInstanceOf(BrokenPoolException.class);
            assertThat(failure.getCause()).isInstanceOf(WorkerCrashedException.class);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            return (WorkerCrashedException) failure.getCause();
        }
    }

    /** Has one task fail by its worker's deed, and the next one run. */
    private WorkerCrashedException crashOf(Evil evil) throws Exception {
        try (PoolExecutor pool = open(o -> o.grace(Duration.ofMillis(200)), evil)) {
            TaskFuture<Integer> victim = pool.submit(Tasks::square, 4);
            TaskFuture<Integer> next = pool.submit(Tasks::square, 3);
            Throwable failure = failureOf(victim);

            assertThat(failure).isInstanceOf(WorkerCrashedException.class);
            assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(9);
            assertThat(next.attempts()).isEqualTo(1);
            assertThat(pool.stats().failed()).isEqualTo(1);
            return (WorkerCrashedException) failure;
        }
    }
}
