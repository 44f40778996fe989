package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.bench.ClassFiles.Summary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** Tasks that have something to do: target 13, and whether all workers are at work until the end. */
final class WorkMeasurements {
    private static final double EQUAL_MICROS = 10_000;

    /** The tasks compute in a loop that is compiled at once. */
    private static final Warmup BUSY_WARMUP = Warmup.times(2);

    private final Contestants who;

    WorkMeasurements(Contestants who) {
        this.who = who;
    }

    List<Measurement> all() {
        return List.of(
                classFiles(),
                lengths("mixed", "tasks of 10 us to 50 ms, mixed", MixedSide.mixedLengths(who.sized(300, 600))),
                lengths(
                        "equal",
                        "tasks of 10 ms",
                        Collections.nCopies(who.sized(200, 400), BusyLoop.steps(EQUAL_MICROS))));
    }

    private Measurement classFiles() {
        String modules = who.isQuick() ? "java.base" : "";
        List<String> directories;
        try {
            directories = ClassFiles.directories(modules);
        } catch (IOException e) {
            throw new UncheckedIOException("the JDK's own image cannot be read", e);
        }
        String what = who.isQuick() ? "class files of java.base" : "class files of the JDK";
        return new Measurement(
                "class-files",
                what + ", compressed and hashed",
                who.tandem(() -> {
                    ProcessPoolExecutor pool = who.processes();
                    return new ClassFilesSide(directories, all -> pool.map(ClassFiles::summary, all), pool::close);
                }),
                List.of(Contestants.threads(who.untilSettled(), () -> {
                    ExecutorService pool = TaskMeasurements.twoThreads();
                    return new ClassFilesSide(directories, all -> onThreads(pool, all), pool::shutdownNow);
                })),
                List.of(
                        Comparison.of(what + ", compressed and hashed: speed", Unit.FILES_PER_SECOND, 0)
                                .against(0)
                                .target(13, Target.atLeastTimes(0.9)),
                        Comparison.of("... files", Unit.FILES, 1)));
    }

    private static List<Summary> onThreads(ExecutorService pool, List<String> directories) {
        List<CompletableFuture<Summary>> futures = new ArrayList<>();
        for (String directory : directories) {
            futures.add(CompletableFuture.supplyAsync(() -> ClassFiles.uncheckedSummary(directory), pool));
        }
        return futures.stream().map(CompletableFuture::join).toList();
    }

    private Measurement lengths(String key, String what, List<Integer> steps) {
        return new Measurement(
                key,
                what,
                who.tandem(BUSY_WARMUP, () -> {
                    ProcessPoolExecutor pool = who.processes();
                    return new MixedSide(length -> pool.submit(BusyLoop::run, length), steps, pool::close);
                }),
                List.of(Contestants.threads(BUSY_WARMUP, () -> {
                    ExecutorService pool = TaskMeasurements.twoThreads();
                    return new MixedSide(
                            length -> CompletableFuture.supplyAsync(() -> BusyLoop.run(length), pool),
                            steps,
                            pool::shutdownNow);
                })),
                List.of(
                        Comparison.of(what + ": beyond the ideal schedule", Unit.PERCENT, 1)
                                .target(Target.atMost(5, Unit.PERCENT))
                                .beside(0),
                        Comparison.of("... by the times that the tasks took", Unit.PERCENT, 2)
                                .beside(0),
                        Comparison.of("... time", Unit.MILLISECONDS, 0).against(0)));
    }
}
