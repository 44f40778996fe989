package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;

/** Records a pool and its workers with JDK Flight Recorder, and reads the recordings. */
public final class RecordAndRead implements Scenario {
    @Override
    public String title() {
        return "Record a pool with JDK Flight Recorder";
    }

    @Override
    public String explains() {
        return "This process records the events of the pool; each worker records itself, also the one that is killed "
                + "because its task does not stop. RecordingSummary then reads all recordings.";
    }

    @Override
    public void run(Report report) throws Exception {
        if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
            report.check(true, "this JDK has no Flight Recorder: nothing is recorded");
            return;
        }
        Path directory = Files.createTempDirectory("recordings-");
        try (Recording recording = new Recording()) {
            recording.start();
            work(directory);
            recording.dump(directory.resolve("pool.jfr"));
            List<Path> files = files(directory);
            report.check(files.size() == 3, "there is a recording of this process, and of both workers' lives");
            String summary = summary(files);
            report.say("%s", summary);
            report.check(summary.contains("timeouts: stuck 1"), "the timeout is in it");
            report.check(summary.contains("retries:  flaky 1"), "the retry is in it");
        } finally {
            delete(directory);
        }
    }

    private static void work(Path directory) throws Exception {
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).name("demo").recordWorkers(directory))) {
            PoolExecutor render = pool.with(o -> o.label("render"));
            for (int i = 0; i < 20; i++) {
                render.submit(RecordAndRead::render, i).get();
            }
            pool.with(o -> o.label("flaky").retries(RetryPolicy.attempts(2)))
                    .submit(RecordAndRead::fail, "on purpose")
                    .exception();
            pool.with(o -> o.label("stuck").timeout(Duration.ofMillis(200)))
                    .submit(Misdeeds::loopForEver)
                    .exception();
            render.submit(RecordAndRead::render, 20).get();
        }
    }

    static int render(int page) throws InterruptedException {
        Thread.sleep(5);
        return page;
    }

    static int fail(String why) {
        throw new IllegalStateException(why);
    }

    private static String summary(List<Path> files) throws IOException {
        RecordingSummary summary = new RecordingSummary();
        for (Path file : files) {
            summary.read(file);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        summary.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> file.toString().endsWith(".jfr"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path each : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
