package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The program whose end is looked at: a JVM with a pool of workers. */
final class OrphanParent {
    static final int WORKERS = 2;

    private OrphanParent() {}

    /**
     * Runs it. Arguments: how it ends, what its workers do then, after how many milliseconds, a directory, and a
     * journal. Notes {@code directory} and the pool's directory, {@code pid} and a worker's for each that is not to be
     * starting, and {@code ready}; then, if it ends by itself, it waits for the word {@code go}.
     */
    public static void main(String[] arguments) throws Exception {
        OrphanEnd end = OrphanEnd.valueOf(arguments[0]);
        OrphanState state = OrphanState.valueOf(arguments[1]);
        long delayMillis = Long.parseLong(arguments[2]);
        Gate gate = Gate.in(Path.of(arguments[3]));
        Journal journal = Journal.at(Path.of(arguments[4]));
        PoolExecutor pool = ProcessPoolExecutor.open(o -> (state == OrphanState.STARTING ? o.prestarted() : o)
                .workers(WORKERS)
                .worker(w -> w.heap("32m").jvmFlags("-XX:TieredStopAtLevel=1")));
        journal.note("directory " + ownDirectory());
        if (state == OrphanState.STARTING) {
            Thread.sleep(delayMillis);
            journal.note("ready");
        } else {
            employ(pool, state.isBusyAt(end), gate, journal);
            journal.note("ready");
            Poll.until("the word to go", () -> journal.lines().contains("go"));
        }
        end.carryOut();
    }

    private static void employ(PoolExecutor pool, boolean busy, Gate gate, Journal journal) throws Exception {
        List<TaskFuture<?>> tasks = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            tasks.add(pool.submit(() -> {
                journal.note("pid " + ProcessHandle.current().pid());
                gate.pass();
                if (busy) {
                    spin();
                }
            }));
        }
        gate.awaitArrivals(WORKERS);
        gate.open();
        for (TaskFuture<?> task : busy ? List.<TaskFuture<?>>of() : tasks) {
            task.get();
        }
    }

    private static void spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static Path ownDirectory() throws IOException {
        long own = ProcessHandle.current().pid();
        for (Path base : List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
            if (Files.isDirectory(base)) {
                try (Stream<Path> entries = Files.list(base)) {
                    for (Path entry : entries.toList()) {
                        if (Processes.lockHolder(entry.resolve("lock")).equals(OptionalLong.of(own))) {
                            return entry;
                        }
                    }
                }
            }
        }
        throw new IllegalStateException("the pool's directory is not to be found");
    }
}
