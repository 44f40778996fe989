package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No worker outlives its parent, however the parent ends. */
@ExtendWith(LeakCheck.class)
@Deadline
@DisabledOnOs(OS.WINDOWS)
class ProcessPoolOrphanTest {
    /** What is promised. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** A command that starts the worker and waits for it, instead of becoming it. */
    private static final String[] STAYS = {"sh", "-c", "\"$@\"; exit $?", "sh"};

    @TempDir
    private Path dir;

    /** Directories that a killed parent left behind are swept by the next pool that is opened. */
    @AfterEach
    void sweep() {
        ProcessPoolExecutor.open(1).close();
    }

    // SPEC P12, C5: one busy worker that ignores everything, one idle.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING_TO_DO")
    void parentEnds_workersAreGoneTwoSecondsLater(End end) throws Exception {
        Journal journal = Journal.in(dir);
        try (Gate gate = Gate.in(dir);
                ChildJvm parent = start(end, journal)) {
            List<Long> workers = pidsIn(journal.awaitLines(3));
            assertThat(workers).hasSize(2).allMatch(Processes::isRunning);
            switch (end) {
                case SIGKILL, SIGKILL_IDLE -> Processes.signal(parent.pid(), "KILL");
                case SIGTERM -> Processes.signal(parent.pid(), "TERM");
                case SIGINT -> Processes.signal(parent.pid(), "INT");
                default -> journal.note("go");
            }
            parent.awaitExit();

            assertThat(Poll.within(LIMIT, () -> workers.stream().noneMatch(Processes::isRunning)))
                    .as("workers gone after " + end + ", the parent's output: " + parent.output())
                    .isTrue();
        }
    }

    // SPEC P12, FAULTS row 19: during start.
    @Test
    void parentKilledWhileWorkersStart_leavesNone() throws Exception {
        Journal journal = Journal.in(dir);
        for (int round = 0; round < 3; round++) {
            try (ChildJvm parent =
                    ChildJvm.start(dir, StartProgram.class, journal.file().toString())) {
                Set<Long> workers = new TreeSet<>();
                Poll.until("a worker process", () -> {
                    ProcessHandle.of(parent.pid())
                            .ifPresent(process -> process.children().forEach(child -> workers.add(child.pid())));
                    return !workers.isEmpty();
                });
                Processes.signal(parent.pid(), "KILL");
                parent.awaitExit();

                // Where the system does not kill it, a JVM that is still starting notices as soon as it is ready.
                Duration limit = isKilledBySystem() ? LIMIT : Duration.ofSeconds(5);
                assertThat(Poll.within(limit, () -> workers.stream().noneMatch(Processes::isRunning)))
                        .isTrue();
            }
        }
    }

    private ChildJvm start(End end, Journal journal, String... prefix) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of(end.name(), dir.toString(), journal.file().toString()));
        arguments.addAll(List.of(prefix));
        return ChildJvm.start(dir, Program.class, arguments.toArray(String[]::new));
    }

    /** Whether the system is asked to kill workers before they start: by a command that is on most machines. */
    static boolean isKilledBySystem() {
        return Files.isExecutable(Path.of("/usr/bin/setpriv")) || Files.isExecutable(Path.of("/bin/setpriv"));
    }

    private static void kill(ChildJvm parent) throws Exception {
        Processes.signal(parent.pid(), "KILL");
        parent.awaitExit();
    }

    // SPEC C5, P12, FAULTS row 19: the system kills stopped workers for us.
    @Test
    @EnabledIf("isKilledBySystem")
    void parentKilledWhileWorkersAreStopped_leavesNone() throws Exception {
        Journal journal = Journal.in(dir);
        try (ChildJvm parent = start(End.SIGKILL, journal)) {
            List<Long> workers = pidsIn(journal.awaitLines(3));
            stop(workers);
            kill(parent);

            assertThat(Poll.within(LIMIT, () -> workers.stream().noneMatch(Processes::isRunning)))
                    .isTrue();
        }
    }

    // SPEC P12, FAULTS row 19: behind a command that stays between pool and worker, the worker asks the system itself.
    @Test
    @EnabledForJreRange(min = JRE.JAVA_22)
    @EnabledIf("isKilledBySystem")
    void parentKilledWhileWorkersBehindACommandAreStopped_leavesNone() throws Exception {
        Journal journal = Journal.in(dir);
        try (ChildJvm parent = start(End.SIGKILL, journal, STAYS)) {
            List<Long> workers = pidsIn(journal.awaitLines(3));
            Poll.until(
                    "workers old enough to have asked", () -> workers.stream().allMatch(this::hasMadeItsWill));
            stop(workers);
            kill(parent);

            assertThat(Poll.within(LIMIT, () -> workers.stream().noneMatch(Processes::isRunning)))
                    .isTrue();
        }
    }

    // SPEC P12, FAULTS row 19: a stopped worker for which nobody has asked the system is gone when it is continued.
    @Test
    void parentKilledWhileAWorkerIsStopped_workerEndsWhenContinued() throws Exception {
        Journal journal = Journal.in(dir);
        try (ChildJvm parent = start(End.SIGKILL_IDLE, journal, STAYS)) {
            List<Long> workers = pidsIn(journal.awaitLines(3));
            stop(workers);
            kill(parent);
            for (long worker : workers) {
                if (Processes.isRunning(worker)) {
                    Processes.signal(worker, "CONT");
                }
            }

            assertThat(Poll.within(LIMIT, () -> workers.stream().noneMatch(Processes::isRunning)))
                    .isTrue();
        }
    }

    // SPEC C5, FAULTS row 3: Ctrl-C in a terminal, and its closing, reach the parent and its workers alike.
    @Test
    @EnabledOnOs(OS.LINUX)
    void terminalSignal_toTheWholeGroup_endsAllByTheParent() throws Exception {
        for (String signal : List.of("INT", "HUP")) {
            if (Processes.isIgnoredHere(signal.equals("INT") ? 2 : 1)) {
                continue; // the parent would ignore it, too
            }
            Journal journal = Journal.in(dir);
            List<String> arguments =
                    List.of(End.SIGINT.name(), dir.toString(), journal.file().toString());
            try (ChildJvm parent =
                    ChildJvm.startBy(List.of("setsid"), dir, Program.class, arguments.toArray(String[]::new))) {
                List<Long> workers = pidsIn(journal.awaitLines(3));
                Path directory = WorkerTasks.poolDirectoryOf(workers.get(0));
                assertThat(workers).allMatch(worker -> groupOf(worker) == parent.pid());
                Processes.signalGroup(parent.pid(), signal);

                assertThat(parent.awaitExit()).isEqualTo(signal.equals("INT") ? 130 : 129);
                assertThat(Poll.within(LIMIT, () -> workers.stream().noneMatch(Processes::isRunning)))
                        .isTrue();
                assertThat(parent.output())
                        .doesNotContain("worker process died")
                        .doesNotContain("Exception");
                assertThat(directory).doesNotExist(); // its exit has removed it
            }
        }
    }

    private static long groupOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(List<Long> workers) throws Exception {
        for (long worker : workers) {
            Processes.signal(worker, "STOP");
        }
    }

    /** The thread that asks changes its name when it has. */
    private boolean hasMadeItsWill(long worker) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(worker), "task"))) {
            return threads.anyMatch(thread -> nameOf(thread).equals("tandem-willed\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }

    // SPEC P12, FAULTS 19: what a killed parent leaves behind is swept when the next pool is opened.
    @Test
    void filesOfAKilledParent_areSweptByTheNextPool() throws Exception {
        Journal journal = Journal.in(dir);
        try (ChildJvm parent = start(End.SIGKILL, journal)) {
            List<Long> workers = pidsIn(journal.awaitLines(3));
            Path directory = WorkerTasks.poolDirectoryOf(workers.get(0));
            assertThat(directory).isDirectory();
            kill(parent);
            for (long worker : workers) {
                Processes.awaitGone(worker);
            }
            ProcessPoolExecutor.open(1).close();

            assertThat(directory).doesNotExist();
        }
    }

    // SPEC P16, FAULTS 18: only what nobody uses is swept, also when one process has several pools.
    @Test
    void filesOfLivingPools_areNotSwept() throws Exception {
        try (PoolExecutor first = ProcessPoolExecutor.open(1);
                PoolExecutor second = ProcessPoolExecutor.open(1)) {
            Path one =
                    WorkerTasks.poolDirectoryOf(first.submit(WorkerTasks::pid).get());
            Path two =
                    WorkerTasks.poolDirectoryOf(second.submit(WorkerTasks::pid).get());
            try (ChildJvm other = ChildJvm.start(
                    dir,
                    Program.class,
                    End.NOTHING_TO_DO.name(),
                    dir.toString(),
                    Journal.in(dir).file().toString())) {
                assertThat(other.awaitExit()).as(other::output).isZero();
            }

            assertThat(List.of(one, two)).doesNotHaveDuplicates().allMatch(Files::exists);
            for (PoolExecutor pool : List.of(first, second)) {
                long pid = pool.submit(WorkerTasks::pid).get();
                assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
                assertThat(pool.submit(WorkerTasks::pid).get())
                        .as("a new worker can start")
                        .isNotEqualTo(pid);
            }
        }
    }

    // SPEC P16, FAULTS row 18: a directory is swept neither while it is made nor by another thread of its process.
    @Test
    void poolsOpenedAtTheSameTime_doNotSweepEachOther() throws Exception {
        try (ChildJvm one = ChildJvm.start(dir, OpenProgram.class);
                ChildJvm two = ChildJvm.start(dir, OpenProgram.class)) {
            assertThat(one.awaitExit()).as(one::output).isZero();
            assertThat(two.awaitExit()).as(two::output).isZero();
        }
    }

    // FAULTS row 18: a directory that somebody removes, such as a cleaner of temporary files.
    @Test
    @EnabledOnOs(OS.LINUX)
    void directoryRemovedUnderAPool_workersThatRunGoOn() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            Path directory = WorkerTasks.poolDirectoryOf(pid);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            List<TaskFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(pool.submit(WorkerTasks::pid));
            }
            TaskFuture<Integer> large = pool.submit(bytes -> bytes.length, new byte[1 << 20]); // needs a file

            for (TaskFuture<Long> future : futures) {
                assertThat(future.get()).isEqualTo(pid);
            }
            assertThat(large.exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("cannot write a large value to " + directory);
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(pid);
        }
    }

    private static List<Long> pidsIn(List<String> lines) {
        List<Long> pids = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("pid ")) {
                pids.add(Long.parseLong(line.substring(4)));
            }
        }
        return pids;
    }

    enum End {
        SIGKILL,
        SIGKILL_IDLE,
        SIGTERM,
        SIGINT,
        SYSTEM_EXIT,
        HALT,
        RETURN_FROM_MAIN,
        EXCEPTION_IN_MAIN,
        OUT_OF_MEMORY,
        NOTHING_TO_DO
    }

    /** The parent. Arguments: how it ends, directory, journal, words before the workers' commands. Writes the workers' pids, then "ready". */
    static final class Program {
        public static void main(String[] args) throws Exception {
            End end = End.valueOf(args[0]);
            Journal journal = Journal.at(Path.of(args[2]));
            Gate gate = Gate.in(Path.of(args[1]));
            String[] prefix = Arrays.copyOfRange(args, 3, args.length);
            PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).worker(w -> w.commandPrefix(prefix)));
            if (end == End.NOTHING_TO_DO) {
                pool.submit(Tasks::square, 1).get();
                pool.close();
                journal.note("pid 0");
                return;
            }
            Gate both = Gate.in(Path.of(args[1]));
            TaskFuture<Long> one = pool.submit(() -> both.pass(WorkerTasks.pid()));
            TaskFuture<Long> two = pool.submit(() -> both.pass(WorkerTasks.pid()));
            both.awaitArrivals(2);
            both.open();
            List<Long> pids = List.of(one.get(), two.get());
            boolean keepsBusy = end != End.SIGKILL_IDLE && end != End.RETURN_FROM_MAIN && end != End.EXCEPTION_IN_MAIN;
            if (keepsBusy) {
                pool.submit(WorkerTasks::spin, gate);
                gate.awaitArrivals(1);
            }
            for (long pid : pids) {
                journal.note("pid " + pid);
            }
            journal.note("ready");
            Poll.until("the word to go", () -> journal.lines().contains("go"));
            switch (end) {
                case SYSTEM_EXIT -> System.exit(1);
                case HALT -> Runtime.getRuntime().halt(1);
                case EXCEPTION_IN_MAIN -> throw new IllegalStateException("main fails");
                case OUT_OF_MEMORY -> {
                    try {
                        WorkerTasks.exhaustHeap();
                    } catch (OutOfMemoryError e) {
                        Runtime.getRuntime().halt(3);
                    }
                }
                default -> {}
            }
        }
    }

    /** Opens and closes pools that nobody uses, in two threads. */
    static final class OpenProgram {
        private static final int POOLS = 150;

        public static void main(String[] args) throws Exception {
            CompletableFuture<Void> other = CompletableFuture.runAsync(OpenProgram::openAndClose);
            openAndClose();
            other.get();
        }

        private static void openAndClose() {
            for (int i = 0; i < POOLS; i++) {
                ProcessPoolExecutor.open(1).close();
            }
        }
    }

    /** A parent that starts workers and never ends by itself. */
    static final class StartProgram {
        public static void main(String[] args) throws Exception {
            PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(2).prestarted());
            Thread.sleep(60_000);
            pool.close();
        }
    }
}
