package dev.tandem.examples.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tandem.PoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.examples.batch.Outcome.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoWorkerIsLeft.class)
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

        List<Path> logs = NativeCode.crashLogs(tasks);
        assertEquals(1, logs.size(), logs::toString); // abort() leaves the JVM no time to write one
        assertTrue(Files.readString(logs.get(0)).contains("strlen"), "the log has the Java stack");
        Files.delete(logs.get(0));
        for (TaskFuture<Long> task : tasks) {
            if (Outcome.of(task).verdict() == Verdict.CRASHED) {
                WorkerCrashedException crash =
                        (WorkerCrashedException) task.exception().orElseThrow();
                assertEquals(Kind.NATIVE_CRASH, crash.kind(), crash::getMessage);
            }
        }
    }
}
