package dev.tandem.examples.batch;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Calls C functions in worker processes. One that crashes takes its worker along, and the batch goes on; the exception has
 * what the JVM wrote about it.
 */
public final class NativeCode {
    static final String OPTIONS = "";

    private static final List<String> WORDS =
            List.of("north", "south", "east", "west", "up", "down", "left", "right", "in", "out", "over", "under");

    private NativeCode() {}

    /** What is called of the C library. */
    public interface CLibrary extends Library {
        CLibrary INSTANCE = Native.load(Platform.C_LIBRARY_NAME, CLibrary.class);

        /** Counts the bytes up to the first that is zero. */
        long strlen(Pointer text);

        /** Ends the process by a signal. */
        void abort();
    }

    static PoolExecutor openPool(Path unpacked) {
        return ProcessPoolExecutor.open(o -> o.name("native")
                .workers(2)
                .output(WorkerOutput.discard()) // the JVM says much when it crashes; the exceptions have it
                .initializer(() -> length("try it"))
                .worker(w -> w.jvmFlags("--enable-native-access=ALL-UNNAMED")
                        .systemProperty("jna.tmpdir", unpacked.toString())));
    }

    /** Runs in a worker, as all that follows. */
    static long length(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        try (Memory text = new Memory(bytes.length + 1L)) {
            text.write(0, bytes, 0, bytes.length);
            text.setByte(bytes.length, (byte) 0);
            return CLibrary.INSTANCE.strlen(text);
        }
    }

    /** C reads at address 0, which belongs to nobody. */
    static long lengthOfNothing() {
        return CLibrary.INSTANCE.strlen(Pointer.NULL);
    }

    /** As a library does that finds its own data broken. */
    static long giveUp() {
        CLibrary.INSTANCE.abort();
        return 0;
    }

    static List<TaskFuture<Long>> submitAll(PoolExecutor pool) {
        List<TaskFuture<Long>> tasks = new ArrayList<>();
        for (String word : WORDS) {
            tasks.add(pool.with(o -> o.label("strlen(\"" + word + "\")")).submit(NativeCode::length, word));
            if (word.equals("west")) {
                tasks.add(pool.with(o -> o.label("strlen(NULL)")).submit(NativeCode::lengthOfNothing));
            }
            if (word.equals("right")) {
                tasks.add(pool.with(o -> o.label("abort()")).submit(NativeCode::giveUp));
            }
        }
        return tasks;
    }

    /** Returns how the workers died; each may have the path of a crash log, which belongs to whoever reads it. */
    static List<WorkerCrashedException> crashes(List<? extends TaskFuture<?>> tasks) throws InterruptedException {
        List<WorkerCrashedException> crashes = new ArrayList<>();
        for (TaskFuture<?> task : tasks) {
            if (task.exception().orElse(null) instanceof WorkerCrashedException crash) {
                crashes.add(crash);
            }
        }
        return crashes;
    }

    static int run(String... args) throws IOException, InterruptedException, ExecutionException {
        Arguments.of(args);
        Path unpacked = Files.createTempDirectory("tandem-native");
        try (PoolExecutor pool = openPool(unpacked)) {
            List<TaskFuture<Long>> tasks = submitAll(pool);
            Batch.collect(pool, tasks).print(System.out);
            for (WorkerCrashedException crash : crashes(tasks)) {
                System.out.println("\n" + crash.getMessage());
            }
        } finally {
            deleteAll(unpacked);
        }
        return 0;
    }

    /** JNA unpacks its own library for each process; one that crashes leaves it. */
    static void deleteAll(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** Runs this example alone. */
    public static void main(String... args) throws Exception {
        System.exit(run(args));
    }
}
