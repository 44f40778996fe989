package dev.tandem.examples;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskTimeoutException;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerCrashedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** The decision table: which executor for which work, from figures that are measured while one watches. */
public final class WhichExecutor implements Scenario {
    private static final int TINY_TASKS = 50_000;
    private static final int WAITING_TASKS =
            Math.max(64, 8 * Runtime.getRuntime().availableProcessors());
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Times that differ by less say nothing on a busy machine. */
    private static final double CLEAR_FACTOR = 1.3;

    /** Lets the endless loop end after all, for the sake of the JVM that runs this. */
    private static volatile boolean released;

    /** A kind of work, and the seconds it took on threads and on processes. */
    record Row(String work, double threads, double processes) {
        String advice() {
            double factor = processes / threads;
            if (factor > CLEAR_FACTOR) {
                return String.format(Locale.ROOT, "threads, %.1f x as fast", factor);
            }
            if (factor < 1 / CLEAR_FACTOR) {
                return String.format(Locale.ROOT, "processes, %.1f x as fast", 1 / factor);
            }
            return "threads, as fast and simpler";
        }

        List<String> cells() {
            return List.of(work, Stopwatch.text(threads), Stopwatch.text(processes), advice());
        }
    }

    @Override
    public String title() {
        return "Which executor for which work";
    }

    @Override
    public String explains() {
        return """
                The same work on both, measured now on this machine. Java's threads compute in parallel, so
                processes are not for speed: they are for work that may hang, crash, leak, or fill the memory.""";
    }

    @Override
    public void run(Report report) throws Exception {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("work", "threads", "processes", "so use"));
        List<Row> rows = measure(report);
        rows.forEach(row -> table.add(row.cells()));

        int leaked = threadsLeakedByEndlessLoop();
        boolean killed = isEndlessLoopKilled();
        String advice = leaked > 0 && killed ? "processes" : "either";
        table.add(List.of("an endless loop", leaked + " goes on", killed ? "killed" : "goes on", advice));
        boolean contained = isExitContained();
        table.add(List.of(
                "System.exit, a crash",
                "ends the program",
                contained ? "1 task fails" : "the pool breaks",
                contained ? "processes" : "neither"));
        report.table(table);
        report.say("(System.exit was not tried on threads: it would end this program)");

        Row waiting = rows.get(rows.size() - 1);
        report.check(
                waiting.processes() > 2 * waiting.threads(),
                "work that waits goes to threads, of which there can be many: more than twice as fast");
        report.checkEquals(1, leaked, "an endless loop cannot be stopped on threads");
        report.check(killed, "in a process pool it is killed, and the pool goes on");
        report.check(contained, "System.exit in a process pool fails its own task only");
    }

    private static List<Row> measure(Report report) throws InterruptedException {
        int cpus = Runtime.getRuntime().availableProcessors();
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(
                "a new pool's first result",
                Workloads.firstResult(() -> ThreadPoolExecutor.open(1)),
                Workloads.firstResult(() -> ProcessPoolExecutor.open(1))));
        try (PoolExecutor threads = ThreadPoolExecutor.open(cpus);
                PoolExecutor manyThreads = ThreadPoolExecutor.open(WAITING_TASKS);
                PoolExecutor processes = ReadyPools.open(cpus)) {
            for (PoolExecutor pool : List.of(threads, processes)) {
                // The compilers get to work, on both sides.
                Workloads.tiny(pool, TINY_TASKS);
                Workloads.computing(pool, 2 * cpus);
            }
            rows.add(new Row(
                    "a tiny task",
                    Workloads.tiny(threads, TINY_TASKS) / TINY_TASKS,
                    Workloads.tiny(processes, TINY_TASKS) / TINY_TASKS));
            rows.add(new Row("a 16 MB argument", largeArgument(threads), largeArgument(processes)));
            rows.add(new Row(
                    "computing, " + 6 * cpus + " tasks",
                    Workloads.computing(threads, 6 * cpus),
                    Workloads.computing(processes, 6 * cpus)));
            rows.add(new Row(
                    "waiting, " + WAITING_TASKS + " tasks",
                    Workloads.waiting(manyThreads, WAITING_TASKS),
                    Workloads.waiting(processes, WAITING_TASKS)));
            double megabytes = processes.stats().workers().stream()
                            .mapToLong(worker -> worker.residentBytes().orElse(0))
                            .average()
                            .orElse(0)
                    / (1 << 20);
            report.say(
                    "%d threads (for waiting %d, they cost little); %d worker processes of some %.0f MB each",
                    cpus, WAITING_TASKS, cpus, megabytes);
        }
        return rows;
    }

    /** The best of several times: a worker's first is slow. */
    private static double largeArgument(PoolExecutor pool) {
        return DoubleStream.generate(() -> Workloads.largeArgument(pool))
                .limit(6)
                .min()
                .orElseThrow();
    }

    private static int threadsLeakedByEndlessLoop() throws InterruptedException {
        released = false;
        try (PoolExecutor pool = ThreadPoolExecutor.open(o -> o.workers(1).grace(Duration.ofMillis(100)))) {
            TaskFuture<Long> future = pool.with(o -> o.timeout(TIMEOUT)).submit(WhichExecutor::loop);
            try {
                StuckTasks.timeoutOf(future);
                Stopwatch watch = Stopwatch.start();
                while (pool.stats().leakedThreads() == 0 && watch.elapsed().compareTo(PATIENCE) < 0) {
                    Thread.sleep(2);
                }
                return pool.stats().leakedThreads();
            } finally {
                released = true; // or else close() would wait for ever
            }
        }
    }

    private static boolean isEndlessLoopKilled() throws InterruptedException {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Long> future = pool.with(o -> o.timeout(TIMEOUT)).submit(StuckProcesses::loop);
            TaskTimeoutException timeout = StuckTasks.timeoutOf(future);
            long pid = timeout.worker().orElseThrow().pid();
            boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
            return !alive && pool.submit(() -> 1 + 1).join() == 2;
        }
    }

    private static boolean isExitContained() throws InterruptedException {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            TaskFuture<Long> exit = pool.submit(Misdeeds::exit);
            TaskFuture<Integer> next = pool.submit(() -> 1 + 1);
            return exit.exception().orElseThrow() instanceof WorkerCrashedException && next.join() == 2;
        }
    }

    static long loop() {
        long turns = 0;
        while (!released) {
            turns++;
        }
        return turns;
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new WhichExecutor()), System.out));
    }
}
