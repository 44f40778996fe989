package dev.tandem.testkit;

import dev.tandem.ClosePolicy;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.WorkerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * One {@link Chaos} run, from opening the pool to the report. The threads of the load and the monkey end before the
 * pool is shut down, with most of the last tasks still in flight.
 */
final class ChaosRun {
    /** How long the futures may need after the shutdown. The pool may wait 5 s before it replaces a worker. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long PROGRESS_MILLIS = 5_000;

    private final ChaosOptions options;
    private final long seed;
    private final SplittableRandom random;
    private final Findings findings = new Findings();
    private final ChaosLedger ledger = new ChaosLedger(findings);
    private final Footprint footprint = new Footprint();
    private final List<Thread> threads = new ArrayList<>();

    ChaosRun(ChaosOptions options) {
        this.options = options;
        seed = options.seed().orElseGet(() -> new SplittableRandom().nextLong(Integer.MAX_VALUE));
        random = new SplittableRandom(seed);
    }

    ChaosReport run() throws IOException, InterruptedException {
        options.log().accept("seed=" + seed);
        Path journals = Files.createTempDirectory("testkit-chaos-");
        try {
            return run(poolOptions(journals), journals);
        } finally {
            delete(journals);
        }
    }

    private ProcessPoolOptions poolOptions(Path journals) {
        ProcessPoolOptions base = ProcessPoolOptions.defaults().name("chaos-" + seed);
        return options.pool()
                .apply(base)
                .onClose(ClosePolicy.WAIT)
                .output(WorkerOutput.discard())
                .worker(w -> w.systemProperty(StartJournal.DIRECTORY, journals.toString()));
    }

    private ChaosReport run(ProcessPoolOptions poolOptions, Path journals) throws IOException, InterruptedException {
        warmUp(poolOptions);
        Remains remains = new Remains(poolOptions.name().orElseThrow());
        footprint.start();
        ProcessPoolExecutor pool = ProcessPoolExecutor.open(o -> poolOptions);
        ChaosMonkey monkey = new ChaosMonkey(pool, poolOptions.workers(), ledger, random.split());
        Thread hook = new Thread(() -> abandon(monkey, journals));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            rage(pool, poolOptions, monkey, remains);
            shutDown(pool);
        } finally {
            pool.killWorkers();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        return report(poolOptions, monkey, remains, journals);
    }

    /** Opens once whatever the JVM opens only once, so that it is not taken for a leak. */
    private void warmUp(ProcessPoolOptions poolOptions) throws IOException, InterruptedException {
        ProcessPoolExecutor pool = ProcessPoolExecutor.open(o -> poolOptions);
        try {
            long pid = pool.submit(() -> ProcessHandle.current().pid()).get(PATIENCE);
            Processes.signal(pid, "CONT");
            pool.submit(() -> Runtime.getRuntime().halt(1)).exception(PATIENCE);
            pool.submit(() -> 1).get(PATIENCE);
        } catch (TimeoutException | ExecutionException e) {
            findings.wrong("before the chaos a pool did not do the simplest things: %s", e);
            pool.killWorkers();
        } finally {
            pool.close();
        }
    }

    // ---- chaos

    private void rage(ProcessPoolExecutor pool, ProcessPoolOptions poolOptions, ChaosMonkey monkey, Remains remains)
            throws IOException, InterruptedException {
        int lanes = poolOptions.workers() * poolOptions.threadsPerWorker();
        ChaosLoad load = new ChaosLoad(pool, lanes, ledger, findings);
        start("tiny", load::submitTinyTasks);
        start("dangerous", load::submitDangerousTasks);
        start("map", load::map);
        long start = System.nanoTime();
        long end = start + options.duration().toNanos();
        Progress progress = new Progress(monkey);
        while (System.nanoTime() < end && !load.isStopped()) {
            monkey.act();
            footprint.look(System.nanoTime() - start > options.duration().toNanos() / 2);
            progress.tell(pool);
        }
        remains.noteDirectories();
        load.stop();
        monkey.continueAll();
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
        }
        boolean cancels = random.nextBoolean();
        if (cancels) {
            ledger.cancelsAtEnd();
        }
        pool.shutdown(false, cancels);
        load.awaitFutures(PATIENCE);
    }

    private void shutDown(ProcessPoolExecutor pool) throws InterruptedException {
        if (!pool.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            findings.wrong("the pool has not terminated: waited=%s, stats=%s", PATIENCE, pool.stats());
        }
        for (Thread thread : threads) {
            if (thread.isAlive()) {
                findings.wrong("the thread %s hangs at %s", thread.getName(), List.of(thread.getStackTrace()));
                thread.interrupt();
            }
        }
    }

    private void start(String name, Activity activity) {
        SplittableRandom own = random.split();
        Thread thread = new Thread(
                () -> {
                    try {
                        activity.run(own);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        findings.wrong("the thread %s failed with %s", name, e);
                    }
                },
                "chaos-" + name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** What to do if this JVM is asked to end meanwhile: a worker that is stopped could not see that its parent is gone. */
    private static void abandon(ChaosMonkey monkey, Path journals) {
        try {
            monkey.continueAll();
            delete(journals);
        } catch (IOException e) {
            System.err.println("chaos: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the outcome

    private ChaosReport report(ProcessPoolOptions poolOptions, ChaosMonkey monkey, Remains remains, Path journals)
            throws IOException {
        List<Long> orphans = remains.orphans(monkey.seen().values());
        orphans.forEach(pid -> findings.wrong("process %d still runs", pid));
        long descriptors = remains.leakedDescriptors();
        remains.leftovers().forEach(left -> findings.wrong("left behind: %s", left));
        footprint.end(ledger.bytes(), findings);
        ChaosAudit audit = new ChaosAudit(ledger, journals, poolOptions.threadsPerWorker(), findings);
        audit.run();
        options.log().accept(audit.endings());
        return new ChaosReport(
                seed,
                ledger.count(),
                monkey.kills(),
                audit.lost(),
                audit.duplicated(),
                orphans.size(),
                descriptors,
                footprint.lines(),
                findings.told());
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    private interface Activity {
        void run(SplittableRandom random) throws InterruptedException;
    }

    /** Says now and then how it goes. */
    private final class Progress {
        private final ChaosMonkey monkey;
        private final long start = System.nanoTime();
        private long lastMillis;
        private int lastTasks;

        Progress(ChaosMonkey monkey) {
            this.monkey = monkey;
        }

        void tell(ProcessPoolExecutor pool) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            if (millis - lastMillis < PROGRESS_MILLIS) {
                return;
            }
            int tasks = ledger.count();
            options.log()
                    .accept(String.format(
                            Locale.ROOT,
                            "after %d s: tasks=%d rate=%d/s killed=%d stopped=%d resized=%d workers=%d",
                            millis / 1000,
                            tasks,
                            (tasks - lastTasks) * 1000L / (millis - lastMillis),
                            monkey.kills(),
                            monkey.stops(),
                            monkey.resizes(),
                            pool.stats().workers().size()));
            lastMillis = millis;
            lastTasks = tasks;
        }
    }
}
