package dev.tandem.examples.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoWorkerIsLeft.class)
@Timeout(180) // its tasks wait for limits, and other builds may keep the machine busy
class NativeCodeTest {
    @TempDir
    private Path unpacked;

    // SPEC C2, C7
    @Test
    void crashesInC_costTheirTasksOnlyAndAreExplained() throws Exception {
        List<TaskFuture<Long>> tasks;
        Batch batch;
        try (PoolExecutor pool = NativeCode.openPool(unpacked)) {
            tasks = NativeCode.submitAll(pool);
            batch = Batch.collect(pool, tasks);
        }
        assertEquals("12 good, 2 crashed; workers lost: 2; the pool takes new tasks", batch.summary());
        assertEquals("5", Verdicts.detailOf(batch, "strlen(\"north\")"));
        assertEquals("SIGABRT", Verdicts.detailOf(batch, "abort()"));
        assertTrue(
                Verdicts.detailOf(batch, "strlen(NULL)").startsWith("SIGSEGV in C [libc"),
                Verdicts.detailOf(batch, "strlen(NULL)"));

        List<WorkerCrashedException> crashes = NativeCode.crashes(tasks);
        assertEquals(
                List.of(Kind.NATIVE_CRASH, Kind.NATIVE_CRASH),
                crashes.stream().map(WorkerCrashedException::kind).toList());
        Path log = crashes.get(0).crashLog().orElseThrow();
        assertTrue(crashes.get(0).getMessage().contains(log.toString()), crashes.get(0)::getMessage);
        assertTrue(Files.readString(log).contains("strlen"), "the log has the Java stack");
        assertTrue(crashes.get(1).crashLog().isEmpty(), "abort() leaves the JVM no time to write one");
        Files.delete(log);
    }
}
