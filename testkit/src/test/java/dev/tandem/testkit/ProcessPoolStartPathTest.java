package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a worker loads until it is ready: it is on the way of a first task and of each replacement. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolStartPathTest {
    /** Each costs milliseconds; the JDK itself uses some lambdas and, for its sockets, a source of random numbers. */
    private static final List<String> SLOW = List.of(
            "java.util.regex.",
            "java.lang.invoke.StringConcatFactory",
            "java.io.ObjectInputStream",
            "java.io.ObjectOutputStream",
            "java.io.ObjectStreamClass",
            "java.util.ServiceLoader",
            "java.util.TimeZone",
            "java.lang.reflect.Proxy",
            "java.util.logging.",
            "java.lang.System$Logger");

    @TempDir
    private Path dir;

    // SPEC P1: start-up.
    @Test
    void worker_untilItIsReady_loadsNothingSlow() throws Exception {
        Path log = dir.resolve("classes.log");
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.jvmFlags("-Xlog:class+load:file=" + log)))) {
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
        List<String> loaded = untilReady(log);

        assertThat(loaded).as("classes of the worker").anyMatch(name -> name.startsWith("dev.tandem."));
        assertThat(loaded)
                .noneMatch(name -> SLOW.stream().anyMatch(name::startsWith))
                .filteredOn(name -> !name.startsWith("dev.tandem.internal.platform.FileMapping$")) // saves more
                .noneMatch(name -> name.startsWith("dev.tandem.") && name.contains("$$Lambda"));
    }

    /** The classes loaded by the worker's main class, up to the one that it needs next when it is ready. */
    private static List<String> untilReady(Path log) throws Exception {
        List<String> names = new ArrayList<>();
        boolean begun = false;
        for (String line : Files.readAllLines(log)) {
            String name = line.substring(line.indexOf("] ") + 2).trim().split(" ")[0];
            begun |= name.equals("dev.tandem.internal.worker.WorkerMain");
            if (name.equals("dev.tandem.internal.worker.SecondStage")) {
                return names;
            }
            if (begun) {
                names.add(name);
            }
        }
        throw new AssertionError("the worker was never ready, by " + log);
    }
}
