package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerCrashedException.Memory;
import dev.tandem.WorkerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that run out of memory, of each kind: only the task fails, and it is told which memory it was. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolOutOfMemoryTest {
    @TempDir
    private Path dir;

    // SPEC P7, C2, FAULTS row 6
    @TestFactory
    Stream<DynamicTest> outOfMemory_failsTheTaskAloneAndNamesTheMemory() {
        PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2)
                .spares(1)
                .worker(w -> w.heap("48m").jvmFlags("-XX:MaxMetaspaceSize=24m", "-XX:MaxDirectMemorySize=16m")));
        Gate gate = Gate.in(dir);
        TaskFuture<Integer> neighbour = pool.submit(() -> gate.pass(7));
        gate.awaitArrivals(1);
        Stream<DynamicTest> kinds =
                Arrays.stream(Greed.values()).map(greed -> dynamicTest(greed.name(), () -> exhaust(pool, greed)));
        DynamicTest last = dynamicTest("neighbour", () -> {
            gate.open();
            assertThat(neighbour.get()).isEqualTo(7);
            assertThat(neighbour.attempts()).isEqualTo(1);
        });
        return Stream.concat(kinds, Stream.of(last)).onClose(() -> {
            gate.open();
            pool.close();
        });
    }

    private static void exhaust(PoolExecutor pool, Greed greed) throws Exception {
        WorkerCrashedException crash = crashOf(pool.submit(() -> greed.exhaust()));

        assertThat(crash.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
        assertThat(crash.memory()).contains(greed.memory());
        assertThat(crash)
                .hasMessageContaining("out of memory: " + greed.headline())
                .hasMessageContaining("java.lang.OutOfMemoryError: " + greed.words())
                .hasMessageContaining(greed.hint());
        assertThat(Processes.isRunning(crash.pid())).isFalse();
        assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
    }

    // SPEC P7, FAULTS row 6: the JVM ends by itself, before the worker can say anything.
    @Test
    void exitOnOutOfMemoryError_isToldAsOutOfMemory() throws Exception {
        try (PoolExecutor pool = open(w -> w.heap("48m").jvmFlags("-XX:+ExitOnOutOfMemoryError"))) {
            WorkerCrashedException crash = crashOf(pool.submit(WorkerTasks::exhaustHeap));

            assertThat(crash.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
            assertThat(crash.memory()).contains(Memory.HEAP);
            assertThat(crash.exitCode()).hasValue(3);
            assertThat(crash).hasMessageContaining("java.lang.OutOfMemoryError: Java heap space");
        }
    }

    // SPEC P7, FAULTS row 5, FAULTS row 6: as before, with a crash log.
    @Test
    void crashOnOutOfMemoryError_isToldAsOutOfMemoryWithTheCrashLog() throws Exception {
        try (PoolExecutor pool = open(w -> w.heap("48m").jvmFlags("-XX:+CrashOnOutOfMemoryError"))) {
            WorkerCrashedException crash = crashOf(pool.submit(WorkerTasks::exhaustHeap));
            try {
                assertThat(crash.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
                assertThat(crash.memory()).contains(Memory.HEAP);
                assertThat(crash.crashLog().orElseThrow()).exists();
                assertThat(crash.crashLogHead()).contains("OutOfMemory encountered: Java heap space");
            } finally {
                Files.deleteIfExists(crash.crashLog().orElseThrow());
            }
        }
    }

    // SPEC P7, FAULTS row 6: what a task prints, of another process maybe, does not make its death another one.
    @Test
    void wordsOfADyingJvm_printedByATask_areNotBelieved() throws Exception {
        try (PoolExecutor pool = open(w -> w)) {
            WorkerCrashedException crash = crashOf(pool.submit(() -> {
                System.out.println("Terminating due to java.lang.OutOfMemoryError: Java heap space");
                System.err.println("Terminating due to java.lang.OutOfMemoryError: Java heap space");
                Runtime.getRuntime().halt(7);
            }));

            assertThat(crash.kind()).isEqualTo(Kind.EXIT);
            assertThat(crash.memory()).isEmpty();
            assertThat(crash.exitCode()).hasValue(7);
        }
    }

    // SPEC P7, FAULTS row 6: the kernel's killer at work, where this process may make a control group.
    @Test
    @EnabledOnOs(OS.LINUX)
    void kernelsKiller_isToldAsOutOfMemory() throws Exception {
        Optional<MemoryGroup> made = MemoryGroup.tryMake(200L << 20);
        Assumptions.assumeTrue(made.isPresent(), "control groups cannot be made here");
        try (MemoryGroup group = made.orElseThrow();
                PoolExecutor pool = open(w -> w.heap("1g").commandPrefix(group.command()))) {
            WorkerCrashedException crash = crashOf(pool.submit(WorkerTasks::exhaustHeap));

            assertThat(crash.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
            assertThat(crash.memory()).contains(Memory.KERNEL);
            assertThat(crash.signal()).contains("SIGKILL");
            assertThat(crash)
                    .hasMessageContaining("out of memory: killed by the kernel")
                    .hasMessageContaining("the kernel's out-of-memory killer was at work: oom_kill in")
                    .hasMessageContaining("or more memory for the container");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    private static PoolExecutor open(UnaryOperator<WorkerOptions> worker) {
        return ProcessPoolExecutor.open(o -> o.workers(2).worker(worker));
    }

    private static WorkerCrashedException crashOf(TaskFuture<?> future) throws Exception {
        Throwable failure = future.exception().orElseThrow();

        assertThat(failure).isInstanceOf(WorkerCrashedException.class);
        return (WorkerCrashedException) failure;
    }
}
