package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Containment: tasks that throw, exit, exhaust the heap or crash the JVM, among 1,000 good ones. */
public final class Containment implements Scenario {
    private static final int GOOD_TASKS = 1_000;
    private static final int LOOP = 20_000;
    private static final Pattern CRASH_FILE = Pattern.compile("hs_err_.*|core(\\.[0-9]+)?|replay_pid.*|.*\\.hprof");

    @Override
    public String title() {
        return "Bad tasks among good ones, on worker processes";
    }

    @Override
    public String explains() {
        return """
                1,000 good tasks, and among them one that throws, one that calls System.exit(3), one that
                exhausts its worker's heap of 64 MB and one that crashes its JVM. Exactly these four fail, each
                with a report of its kind.""";
    }

    @Override
    public void run(Report report) throws Exception {
        AtomicInteger printedLines = new AtomicInteger();
        List<Path> litterBefore = crashFiles();
        List<TaskFuture<Long>> good = new ArrayList<>();
        TaskFuture<Long> thrower;
        TaskFuture<Long> exiter;
        TaskFuture<Long> hoarder;
        TaskFuture<Long> crasher;
        // A JVM that crashes prints much; here it is only counted. Each report below has the last lines of it.
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.worker(w -> w.heap("64m")).output(line -> printedLines.incrementAndGet()))) {
            submitGood(pool, good);
            thrower = submitBad(pool, "throws", Misdeeds::fail);
            submitGood(pool, good);
            exiter = submitBad(pool, "exits", Misdeeds::exit);
            submitGood(pool, good);
            hoarder = submitBad(pool, "exhausts the heap", Misdeeds::exhaustHeap);
            submitGood(pool, good);
            crasher = submitBad(pool, "crashes", Misdeeds::crash);
            submitGood(pool, good);

            long right = 0;
            for (int i = 0; i < good.size(); i++) {
                right += good.get(i).get() == work(i) ? 1 : 0;
                report.progress("good tasks done", i + 1, GOOD_TASKS);
            }
            report.checkEquals((long) GOOD_TASKS, right, "all %,d good tasks gave the right result", GOOD_TASKS);
        }
        Throwable thrown = failureOf(thrower);
        report.say("'%s': %s", thrower.label(), thrown);
        report.check(
                thrown instanceof IllegalStateException && "this task fails".equals(thrown.getMessage()),
                "the task that throws failed with its own exception");

        WorkerCrashedException exit = crashOf(exiter, report);
        report.checkEquals(Kind.EXIT, exit.kind(), "the task that exits is reported as an exit");
        report.checkEquals(OptionalInt.of(3), exit.exitCode(), "with its code 3");

        WorkerCrashedException memory = crashOf(hoarder, report);
        report.checkEquals(Kind.OUT_OF_MEMORY, memory.kind(), "the exhausted heap is reported as out of memory");

        WorkerCrashedException crash = crashOf(crasher, report);
        report.checkEquals(Kind.NATIVE_CRASH, crash.kind(), "the crash is reported as a crash of the JVM");
        report.check(
                crash.crashLogHead().contains("SIGSEGV") || crash.crashLogHead().contains("EXCEPTION_ACCESS_VIOLATION"),
                "the head of the JVM's crash log says why");
        Path log = crash.crashLog().orElseThrow();
        report.check(Files.deleteIfExists(log), "the whole crash log was kept, and is deleted now: %s", log);
        report.say("the workers printed %d lines while they died", printedLines.get());
        report.checkEquals(litterBefore, crashFiles(), "no crash log or core dump was left in the working directory");
    }

    private static void submitGood(PoolExecutor pool, List<TaskFuture<Long>> good) {
        for (int i = 0; i < GOOD_TASKS / 5; i++) {
            good.add(pool.submit(Containment::work, good.size()));
        }
    }

    private static TaskFuture<Long> submitBad(PoolExecutor pool, String label, TaskCallable<Long> misdeed) {
        return pool.with(o -> o.label(label)).submit(misdeed);
    }

    /** About a millisecond of honest work. */
    static long work(int seed) {
        long hash = seed;
        for (int i = 0; i < LOOP; i++) {
            hash = hash * 31 + Long.rotateLeft(hash, 7) + i;
        }
        return hash;
    }

    private static WorkerCrashedException crashOf(TaskFuture<Long> future, Report report) throws InterruptedException {
        Throwable failure = failureOf(future);
        if (!(failure instanceof WorkerCrashedException crash)) {
            throw new CheckFailedError("'" + future.label() + "' should have failed with a crash: " + failure);
        }
        report.say("'%s':", future.label());
        report.sayMessage(crash);
        crash.crashLogHead().lines().filter(line -> line.contains("SIG")).forEach(line -> report.say("    %s", line));
        return crash;
    }

    private static Throwable failureOf(TaskFuture<Long> future) throws InterruptedException {
        Optional<Throwable> failure = future.exception();
        return failure.orElseThrow(() -> new CheckFailedError("'" + future.label() + "' did not fail"));
    }

    private static List<Path> crashFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(""))) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            CRASH_FILE.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new Containment()), System.out));
    }
}
