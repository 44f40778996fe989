package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.Shared;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The machine runs out of something while a pool is at work: descriptors, processes, disk, its directory. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class ProcessPoolScarcityTest {
    @TempDir
    private Path dir;

    // FAULTS row 18, SPEC C7: no descriptor is left for another worker.
    @Test
    void descriptors_usedUp_startIsTriedAgain_andOtherWorkersGoOn() throws Exception {
        assumeTrue(hasCommand("prlimit"));
        Path journal = dir.resolve("journal");
        assertSurvives(
                ChildJvm.start(dir, Program.class, "descriptors", journal.toString()),
                pid -> prlimit(pid, "--nofile=" + descriptors(pid) + ":"),
                pid -> prlimit(pid, "--nofile=4096:"),
                "Too many open files");
    }

    // FAULTS row 18: a machine has no room for the files of another worker.
    @Test
    void sharedMemory_full_startIsTriedAgain_andOtherWorkersGoOn() throws Exception {
        assumeTrue(canMount());
        // the program itself fills its shared memory and empties it: nobody else sees that
        assertSurvives(inItsOwnSharedMemory("8m", "space"), pid -> {}, pid -> {}, "No space left on device");
    }

    // FAULTS row 18: there was never room: the pool lies elsewhere.
    @Test
    void sharedMemory_tooSmallFromTheStart_isNotUsed() throws Exception {
        assumeTrue(canMount());
        try (ChildJvm parent = inItsOwnSharedMemory("1m", "elsewhere")) {
            assertThat(parent.awaitExit()).as(parent::output).isZero();
        }
    }

    // FAULTS row 18, SPEC C1: no process can be started, for ever; the pool breaks and says why.
    @Test
    void processes_usedUp_startIsTriedAgain() throws Exception {
        assumeTrue(hasCommand("prlimit"));
        // Limits of processes do not bind root: the command itself says what the system would.
        Path java = Files.writeString(
                dir.resolve("scarce"),
                "#!/bin/sh\nif [ -e " + dir.resolve("scarce-now") + " ]; then\n"
                        + "echo 'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or"
                        + " process/resource limits reached' >&2; exit 1; fi\nexec \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.commandPrefix(java.toString())))) {
            long first = pool.submit(WorkerTasks::pid).get();
            Path sign = Files.createFile(dir.resolve("scarce-now"));
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
            TaskFuture<Long> waiting = pool.submit(WorkerTasks::pid);
            Poll.until("a start that failed", () -> pool.stats().restarts() > 0);
            Files.delete(sign);

            assertThat(waiting.get(Duration.ofSeconds(20))).isNotEqualTo(first);
        }
    }

    // FAULTS row 18, SPEC P13: a payload for which there is no room fails its own future.
    @Test
    void payload_forWhichThereIsNoRoom_failsItsOwnFuture() throws Exception {
        assumeTrue(canMount());
        try (ChildJvm parent = inItsOwnSharedMemory("8m", "payload")) {
            assertThat(parent.awaitExit()).as(parent::output).isZero();
        }
    }

    // FAULTS row 18, SPEC P13: nor does a shared value for which there is no room leave anything.
    @Test
    void sharedValue_forWhichThereIsNoRoom_isRefused() throws Exception {
        assumeTrue(canMount());
        try (ChildJvm parent = inItsOwnSharedMemory("8m", "share")) {
            assertThat(parent.awaitExit()).as(parent::output).isZero();
        }
    }

    private void assertSurvives(ChildJvm started, Fault fault, Fault cure, String words) throws Exception {
        Journal journal = Journal.at(dir.resolve("journal"));
        try (ChildJvm parent = started) {
            journal.awaitLines(1);
            fault.on(parent.pid());
            journal.note("go");
            assertThat(Poll.within(Poll.PATIENCE, () -> journal.lines().size() >= 3))
                    .as(parent::output)
                    .isTrue();
            Poll.until("the reason in the log", () -> parent.output().contains("could not be started"));
            cure.on(parent.pid());
            journal.note("cured");

            assertThat(parent.awaitExit()).as(parent::output).isZero();
            assertThat(parent.output()).contains("could not be started").contains(words);
        }
    }

    private interface Fault {
        void on(long pid) throws Exception;
    }

    private static boolean hasCommand(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    private static boolean canMount() throws Exception {
        return hasCommand("unshare")
                && Processes.outputOf(
                                Duration.ofSeconds(10),
                                List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /dev/shm && echo mounted"))
                        .equals("mounted\n");
    }

    private static void prlimit(long pid, String limit) throws Exception {
        String output = Processes.outputOf(Duration.ofSeconds(10), List.of("prlimit", "--pid", "" + pid, limit));
        assertThat(output).isEmpty();
    }

    /** A limit that leaves enough for the program itself, which looks at files, and not for the pipes of a process. */
    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return 4
                    + open.mapToLong(file -> Long.parseLong(file.getFileName().toString()))
                            .max()
                            .orElseThrow();
        }
    }

    /** A parent that has a small /dev/shm to itself. */
    private ChildJvm inItsOwnSharedMemory(String size, String what) throws IOException {
        return ChildJvm.startBy(
                List.of(
                        "unshare",
                        "-m",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=" + size + " tmpfs /dev/shm && exec \"$@\"",
                        "sh"),
                dir,
                Program.class,
                what,
                dir.resolve("journal").toString());
    }

    /** The parent. Arguments: what it is to see, journal. */
    static final class Program {
        private static final Path BALLAST = Path.of("/dev/shm/ballast");

        public static void main(String[] args) throws Exception {
            Journal journal = Journal.at(Path.of(args[1]));
            switch (args[0]) {
                case "descriptors" -> survive(journal, () -> {}, () -> {}); // others limit them
                case "space" -> survive(journal, () -> fill(BALLAST), () -> Files.delete(BALLAST));
                case "elsewhere" -> elsewhere();
                case "payload" -> payload();
                case "share" -> share();
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        /** A fault comes while one worker is there and another one is needed, and goes when it has been felt. */
        private static void survive(Journal journal, Act fault, Act cure) throws Exception {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(2)) {
                long first = pool.submit(WorkerTasks::pid).get();
                fault.carryOut();
                journal.note("ready");
                journal.awaitLines(2);
                Gate gate = Gate.in(journal.file().getParent());
                TaskFuture<Long> one = pool.submit(() -> gate.pass(WorkerTasks.pid()));
                TaskFuture<Long> two = pool.submit(() -> gate.pass(WorkerTasks.pid()));
                insist(() -> gate.awaitArrivals(1));
                insist(() -> journal.note("one runs, the other one needs a worker"));
                insist(() -> journal.awaitLines(4));
                cure.carryOut();
                gate.awaitArrivals(2);
                gate.open();
                require(one.get() == first && two.get() != first, "two workers");
                require(pool.submit(Tasks::square, 3).get() == 9, "the pool goes on");
            }
        }

        private interface Act {
            void carryOut() throws Exception;
        }

        /** Does what takes a descriptor, of which the pool may have the last ones for a moment, as it tries to start a worker. */
        private static void insist(Runnable act) {
            Poll.until("a descriptor for the program itself", () -> {
                try {
                    act.run();
                    return true;
                } catch (UncheckedIOException e) {
                    return false;
                }
            });
        }

        private static void elsewhere() throws Exception {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(2)) {
                long worker = pool.submit(WorkerTasks::pid).get();
                require(!WorkerTasks.poolDirectoryOf(worker).startsWith("/dev/shm"), "not in shared memory");
            }
        }

        private static void payload() throws Exception {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(1)) {
                require(pool.submit(Tasks::square, 3).get() == 9, "it works");
                List<String> failures = new ArrayList<>();
                failures.add(pool.submit((byte[] bytes) -> bytes.length, new byte[16 << 20])
                        .exception()
                        .orElseThrow()
                        .getMessage());
                failures.add(pool.submit(length -> new byte[length], 16 << 20)
                        .exception()
                        .orElseThrow()
                        .getMessage());
                for (String failure : failures) {
                    require(failure.contains("No space left on device"), failure);
                }
                require(
                        pool.submit((byte[] bytes) -> bytes.length, new byte[1 << 20])
                                        .get()
                                == 1 << 20,
                        "room again");
            }
        }

        private static void share() throws Exception {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(1)) {
                require(pool.submit(Tasks::square, 3).get() == 9, "it works");
                for (Object large : List.of(new byte[16 << 20], ByteBuffer.allocate(16 << 20))) {
                    try {
                        pool.share(large).close();
                        throw new IllegalStateException("shared without room");
                    } catch (TaskSerializationException e) {
                        String message = String.valueOf(e.getMessage());
                        require(message.startsWith("cannot serialize the shared value: "), message);
                        require(message.contains("No space left on device"), message);
                    }
                }
                Shared<byte[]> small = pool.share(new byte[1 << 20]);
                require(pool.submit(() -> small.get().length).get() == 1 << 20, "room again");
            }
        }

        private static void fill(Path file) throws IOException {
            byte[] block = new byte[4096];
            try (var out = Files.newOutputStream(file)) {
                while (true) {
                    out.write(block);
                }
            } catch (IOException e) {
                require(String.valueOf(e.getMessage()).contains("No space left"), "full: " + e);
            }
        }

        private static void require(boolean condition, String what) {
            if (!condition) {
                throw new IllegalStateException(what);
            }
        }
    }
}
