package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that record themselves. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 180)
class ProcessPoolRecordingTest {
    @TempDir
    private Path dir;

    private final List<String> files = Collections.synchronizedList(new ArrayList<>());
    private final List<String> changes = Collections.synchronizedList(new ArrayList<>());

    /** Notes of which workers the end is told. */
    private final PoolListener listener = new PoolListener() {
        @Override
        public void onWorkerExited(WorkerId worker, WorkerExit exit) {
            String file = "worker-" + worker.number() + "-" + worker.pid() + ".jfr";
            files.add(file + " " + exit.reason());
        }

        @Override
        public void onWorkerAltered(WorkerId worker, List<String> lines) {
            changes.addAll(lines);
        }
    };

    /** A recording of each life, whatever its end; with the labels of its tasks. */
    @Test
    void worker_thatRetiresOrIsKilledOrHalts_leavesItsRecording() throws Exception {
        Path target = dir.resolve("to, here"); // a comma and a blank mean something to the JVM
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1)
                .startTimeout(Duration.ofMinutes(2))
                .listener(listener)
                .recordWorkers(target))) {
            pool.with(o -> o.label("before the timeout"))
                    .submit(Tasks::square, 1)
                    .get();
            assertThat(pool.with(o -> o.timeout(Duration.ofSeconds(3))) // by then it is on the disk, whatever happens
                            .submit(() -> {
                                while (true) {
                                    Thread.onSpinWait();
                                }
                            })
                            .exception()
                            .orElseThrow())
                    .isInstanceOf(TaskTimeoutException.class);
            assertThat(pool.submit(() -> {
                                Thread.sleep(3_000); // the JVM writes to the disk once a second
                                Runtime.getRuntime().halt(3);
                            })
                            .exception()
                            .orElseThrow())
                    .isInstanceOf(WorkerCrashedException.class);
            pool.with(o -> o.label("in the last worker"))
                    .submit(Tasks::square, 1)
                    .get();
        }

        assertThat(files).hasSize(3);
        assertThat(files.get(0)).startsWith("worker-1-").endsWith(" TIMEOUT");
        assertThat(files.get(1)).startsWith("worker-2-").endsWith(" CRASHED");
        assertThat(files.get(2)).startsWith("worker-3-").endsWith(" RETIRED");
        assertThat(names(target)).as("and nothing else").hasSize(3).allMatch(name -> name.endsWith(".jfr"));
        assertThat(labels(target.resolve(files.get(0).split(" ")[0]))).containsExactly("before the timeout");
        assertThat(labels(target.resolve(files.get(1).split(" ")[0]))).isEmpty(); // read, all the same
        assertThat(labels(target.resolve(files.get(2).split(" ")[0]))).containsExactly("in the last worker");
        assertThat(changes).as("what the recording changes in a worker").isEmpty();
    }

    // SPEC C1: the disk may take its time; only the end of the pool waits for it.
    @Test
    void recording_thatIsSlowToSave_isWaitedForByTheEndOfThePoolOnly() throws Exception {
        Path pipe;
        PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1)
                .startTimeout(Duration.ofMinutes(2))
                .listener(listener)
                .recordWorkers(dir));
        try {
            pipe = Path.of(pool.submit(ProcessPoolRecordingTest::blockingChunk, dir.toString())
                    .get());
            assertThat(pool.submit(() -> Runtime.getRuntime().halt(3))
                            .exception()
                            .orElseThrow())
                    .isInstanceOf(WorkerCrashedException.class);
            Poll.until("the listener was told", () -> files.size() == 1);
            pool.shutdown();
            assertThat(pool.awaitTermination(100, TimeUnit.MILLISECONDS)).isFalse();
        } finally {
            pool.shutdown();
        }
        Files.newOutputStream(pipe, StandardOpenOption.WRITE).close(); // who reads it comes to its end
        pool.close();

        assertThat(names(dir)).as("nothing is left to be done").noneMatch(name -> !name.endsWith(".jfr"));
    }

    /** Makes what looks like a part of the recording, and is not read to its end before somebody has written it. */
    private static String blockingChunk(String recordings) throws Exception {
        try (Stream<Path> entries = Files.walk(Path.of(recordings))) {
            Path chunks = entries.filter(entry -> entry.getFileName().toString().equals("repository"))
                    .findFirst()
                    .orElseThrow();
            Path pipe = chunks.resolve("last.jfr");
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            return pipe.toString();
        }
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The labels of the tasks in a recording, which has events of the JDK as well. */
    private static List<String> labels(Path file) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events).anyMatch(event -> event.getEventType().getName().equals("jdk.JVMInformation"));
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("dev.tandem.WorkerTask"))
                .filter(event -> event.getBoolean("succeeded"))
                .map(event -> event.getString("task"))
                .toList();
    }

    // SPEC A4
    @Test
    void settings_withAComma_areRefusedAtTheCall() {
        assertThatThrownBy(() -> ProcessPoolOptions.defaults().recordWorkers(dir, "profile,maxage=1h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("settings must be one name or path, without a comma: settings='profile,maxage=1h'");
    }
}
