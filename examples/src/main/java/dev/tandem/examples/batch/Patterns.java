package dev.tandem.examples.batch;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.examples.batch.Outcome.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Matches lines with regular expressions that backtrack for ever on some of them. A thread that does so cannot be
 * stopped; a worker process is killed and replaced.
 */
public final class Patterns {
    static final String OPTIONS = "[--pattern REGEX --in FILE] [--timeout SECONDS]";

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Every pattern that a worker has seen. */
    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private Patterns() {}

    /** A line to look at. */
    record Line(String label, String pattern, String text) {}

    /**
     * Patterns as one meets them. The JDK remembers where a group that may repeat has failed, so that the classic
     * {@code (a+)+b} does no harm; but not for counted groups, and for none if the pattern refers back to a group.
     */
    private static final String MAIL = "([A-Za-z0-9]+[._+-]?){1,64}@([A-Za-z0-9-]+\\.){1,8}[A-Za-z]{2,}";

    private static final String LINK = "https?://([a-z0-9-]+\\.?){1,127}(:\\d+)?(/\\S*)?";
    private static final String TAG = "<(\\w+)(\\s*\\w+\\s*(=\\s*([\"']).*?\\4)?)*\\s*>";

    static List<Line> samples() {
        return List.of(
                new Line("classic", "(a+)+b", "a".repeat(40)),
                new Line("classic, refers back", "(a+)+\\1b", "a".repeat(40)),
                new Line("mail", MAIL, "ada.lovelace@example.org"),
                new Line("mail, poisoned", MAIL, "a".repeat(50)),
                new Line("link", LINK, "https://docs.example.org/index.html"),
                new Line("link, poisoned", LINK, "https://" + "w".repeat(50) + "_"),
                new Line("tag", TAG, "<a href='index.html' title=\"all\">"),
                new Line("tag, poisoned", TAG, "<input " + "disabled".repeat(8) + "/>"));
    }

    /** Runs in a worker, or on a thread. */
    static boolean matches(String pattern, CharSequence text) {
        return COMPILED.computeIfAbsent(pattern, Pattern::compile).matcher(text).matches();
    }

    static Batch onProcesses(List<Line> lines, Duration limit) throws InterruptedException, ExecutionException {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.name("patterns"))) {
            List<TaskFuture<Boolean>> tasks = new ArrayList<>();
            for (Line line : lines) {
                PoolExecutor limited = pool.with(o -> o.timeout(limit).label(line.label()));
                tasks.add(limited.submit(Patterns::matches, line.pattern(), line.text()));
            }
            return Batch.collect(pool, tasks);
        }
    }

    /** What threads make of it: the futures fail in time, but the threads go on, for ever if one lets them. */
    record Stuck(Batch batch, int leakedThreads, Duration cpuTimeInOneSecond) {}

    static Stuck onThreads(List<Line> lines, Duration limit) throws InterruptedException, ExecutionException {
        Leash leash = new Leash();
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(2).grace(GRACE));
                leash) {
            List<TaskFuture<Boolean>> tasks = new ArrayList<>();
            for (Line line : lines) {
                PoolExecutor limited = pool.with(o -> o.timeout(limit).label(line.label()));
                tasks.add(limited.submit(Patterns::matches, line.pattern(), leash.hold(line.text())));
            }
            Batch batch = Batch.collect(pool, tasks);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (pool.stats().leakedThreads() < batch.count(Verdict.TIMED_OUT) && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            Duration before = cpuTime();
            Thread.sleep(1000);
            return new Stuck(batch, pool.stats().leakedThreads(), cpuTime().minus(before));
        }
    }

    private static Duration cpuTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    static int run(String... args) throws IOException, InterruptedException, ExecutionException {
        Arguments arguments = Arguments.of(args, "--pattern", "--in", "--timeout");
        Duration limit = arguments.seconds("--timeout", LIMIT);
        Optional<Path> in = arguments.path("--in");
        if (in.isPresent()) {
            String pattern =
                    arguments.text("--pattern").orElseThrow(() -> new UsageException("--in needs --pattern REGEX"));
            Batch batch = onProcesses(linesOf(in.get(), pattern), limit);
            batch.print(System.out);
            return batch.isAllGood() ? 0 : 1;
        }
        if (arguments.text("--pattern").isPresent()) {
            throw new UsageException("--pattern needs --in FILE");
        }
        System.out.println("on threads:");
        Stuck stuck = onThreads(samples(), limit);
        stuck.batch().print(System.out);
        System.out.printf(
                "threads that nothing can stop: %d; they took %d ms of processor time in the next second%n%n",
                stuck.leakedThreads(), stuck.cpuTimeInOneSecond().toMillis());
        System.out.println("on processes:");
        onProcesses(samples(), limit).print(System.out);
        return 0;
    }

    private static List<Line> linesOf(Path file, String pattern) throws IOException {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new UsageException("--pattern must be a regular expression: " + e.getMessage());
        }
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readAllLines(file)) {
            lines.add(new Line("line " + (lines.size() + 1), pattern, text));
        }
        return lines;
    }

    /** Runs this example alone. */
    public static void main(String... args) throws Exception {
        System.exit(run(args));
    }
}
