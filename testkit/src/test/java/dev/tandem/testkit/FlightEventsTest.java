package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.Shared;
import dev.tandem.TaskTimeoutException;
import dev.tandem.ThreadPoolExecutor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the parent tells of its pools. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 120)
class FlightEventsTest {
    private static final String PREFIX = "dev.tandem.";

    @TempDir
    private Path dir;

    private Recording recording;

    @BeforeEach
    void record() {
        recording = new Recording();
        recording.start();
    }

    @AfterEach
    void stopRecording() {
        recording.close();
    }

    private List<RecordedEvent> events() throws Exception {
        Path file = dir.resolve("parent.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(PREFIX + name))
                .toList();
    }

    private static String ofTask(RecordedEvent event, String field) {
        return event.getString("task") + " " + event.getInt("attempt") + " " + event.getString(field);
    }

    private static int failTwice(String label) {
        throw new IllegalStateException(label);
    }

    // SPEC A12: the same events for both kinds of pools.
    private static void work(PoolExecutor pool) throws Exception {
        pool.with(o -> o.label("good")).submit(() -> Thread.sleep(20)).get();
        assertThat(pool.with(o -> o.label("bad").retries(RetryPolicy.attempts(2)))
                        .submit(FlightEventsTest::failTwice, "no")
                        .exception())
                .isPresent();
        assertThat(pool.with(o -> o.label("stuck").timeout(Duration.ofMillis(50)))
                        .submit(() -> Thread.sleep(60_000))
                        .exception()
                        .orElseThrow())
                .isInstanceOf(TaskTimeoutException.class);
    }

    private static void requireEventsOfTasks(List<RecordedEvent> events) {
        assertThat(named(events, "TaskSubmit").stream().map(event -> event.getString("task")))
                .containsExactlyInAnyOrder("good", "bad", "stuck");
        assertThat(named(events, "TaskQueue").stream().map(event -> ofTask(event, "pool")))
                .containsExactlyInAnyOrder("good 1 flown", "bad 1 flown", "bad 2 flown", "stuck 1 flown");
        assertThat(named(events, "TaskExecute").stream().map(event -> ofTask(event, "outcome")))
                .containsExactlyInAnyOrder("good 1 SUCCEEDED", "bad 1 FAILED", "bad 2 FAILED", "stuck 1 TIMED_OUT");
        assertThat(named(events, "TaskRetry").stream().map(event -> ofTask(event, "failure")))
                .containsExactly("bad 1 java.lang.IllegalStateException");
        assertThat(named(events, "TaskTimeout").stream().map(event -> ofTask(event, "limit")))
                .containsExactly("stuck 1 TIMEOUT");
        assertThat(named(events, "TaskTimeout").get(0).getDuration("allowed")).isEqualTo(Duration.ofMillis(50));
        RecordedEvent good = named(events, "TaskExecute").stream()
                .filter(event -> event.getString("task").equals("good"))
                .findFirst()
                .orElseThrow();
        assertThat(good.getDuration("runTime")).isBetween(Duration.ofMillis(20), Duration.ofMinutes(1));
        assertThat(good.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(good.getString("failure")).isNull();
    }

    @Test
    void processPool_recorded_tellsOfTasksAndWorkers() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).name("flown"))) {
            work(pool);
            try (Shared<byte[]> shared = pool.share(new byte[100_000])) {
                assertThat(shared.get()).hasSize(100_000);
            }
        }
        List<RecordedEvent> events = events();

        requireEventsOfTasks(events);
        assertThat(named(events, "WorkerStart")).isNotEmpty();
        assertThat(named(events, "WorkerExit").stream()
                        .filter(event -> event.getInt("worker") == 1)
                        .map(event -> event.getString("reason")))
                .containsExactly("TIMEOUT");
        assertThat(named(events, "ValueShare").get(0).getLong("size")).isGreaterThan(100_000);
        assertThat(named(events, "ValueShare").get(0).getString("valueType")).isEqualTo("[B");
    }

    @Test
    void threadPool_recorded_tellsOfTasksAndWorkers_inTheThreadsThatRunThem() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).name("flown"))) {
            work(pool);
        }
        List<RecordedEvent> events = events();

        requireEventsOfTasks(events);
        assertThat(named(events, "TaskExecute").stream()
                        .filter(event -> event.getString("task").equals("good"))
                        .map(event -> event.getThread().getJavaName()))
                .containsExactly("tandem-flown-worker-1");
        assertThat(named(events, "WorkerStart")).hasSize(1);
        assertThat(named(events, "WorkerExit").stream()
                        .map(event -> event.getString("reason"))
                        .collect(Collectors.toSet()))
                .containsExactly("RETIRED");
    }

    @Test
    void task_cancelledBeforeItRan_hasWaitedAndNotStarted() throws Exception {
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1));
                Gate gate = Gate.in(dir)) {
            pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            pool.with(o -> o.label("never")).submit(Tasks::square, 1).cancel(false);
        }
        RecordedEvent never = named(events(), "TaskQueue").stream()
                .filter(event -> event.getString("task").equals("never"))
                .findFirst()
                .orElseThrow();
        assertThat(never.getBoolean("started")).isFalse();
    }
}
