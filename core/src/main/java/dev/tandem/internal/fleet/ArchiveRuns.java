package dev.tandem.internal.fleet;

import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import dev.tandem.WorkerOptions;
import dev.tandem.WorkerOutput;
import dev.tandem.internal.codec.Rehearsal;
import dev.tandem.internal.platform.WorkerArchive;
import dev.tandem.internal.task.PoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs what makes an archive: a worker of a pool of its own, and JVMs. They give way to everybody else, and end with
 * this process.
 */
final class ArchiveRuns implements WorkerArchive.Runs {
    private static final String NICE = "/usr/bin/nice";

    /** How long each run may take: on a busy machine, a hundred times as long as on an idle one. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** The JVM that runs, so that it can be ended when this one ends. Guarded by the class. */
    private static @Nullable Process running;

    private static boolean ended;

    private final List<String> collector;
    private final int lanes;

    /**
     * Runs workers of a kind.
     *
     * @param collector the flags by which their collector is chosen
     * @param lanes how many tasks each runs at a time
     */
    ArchiveRuns(List<String> collector, int lanes) {
        this.collector = collector;
        this.lanes = lanes;
    }

    private static List<String> politely() {
        return Files.isExecutable(Path.of(NICE)) ? List.of(NICE, "-n", "10") : List.of();
    }

    @Override
    public boolean tryRecord(Path jar, List<String> flags) throws InterruptedException {
        Recording recording = new Recording();
        ProcessBackend pool = new ProcessBackend(
                options(recording), (worker, n, ours) -> new Shortcut(politely(), flags, Optional.of(jar), true));
        try {
            if (!recording.started.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                return false;
            }
            PoolView view = new PoolView(pool);
            view.shutdown(); // the worker writes the archive on its way out
            return view.awaitTermination(LONGEST.toSeconds(), TimeUnit.SECONDS) && recording.isGood;
        } finally {
            pool.killWorkers();
        }
    }

    private ProcessPoolOptions options(Recording recording) {
        return ProcessPoolOptions.defaults()
                .workers(1)
                .threadsPerWorker(Math.min(lanes, 2))
                .name("archive")
                .prestarted()
                .startTimeout(LONGEST)
                .output(WorkerOutput.discard())
                .initializer(Rehearsal::run)
                .listener(recording)
                .worker(w -> w.jvmFlags(collector.toArray(String[]::new)));
    }

    /** What becomes of the worker that records. */
    private static final class Recording implements PoolListener {
        /** It has started, or never will. */
        final CountDownLatch started = new CountDownLatch(1);

        /** Whether it ended as it was told to. Written by the pool's thread. */
        volatile boolean isGood;

        @Override
        public void onWorkerStarted(WorkerId worker) {
            started.countDown();
        }

        @Override
        public void onWorkerExited(WorkerId worker, WorkerExit exit) {
            isGood = exit.reason() == WorkerExit.Reason.RETIRED
                    && exit.exitCode().orElse(-1) == 0;
            started.countDown();
        }
    }

    @Override
    public boolean tryJvm(List<String> arguments, Path output) throws IOException, InterruptedException {
        Process process = start(arguments, output);
        try {
            return process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public boolean isEnding() {
        return LivePools.isEnding();
    }

    /** Starts a JVM in the thread that its life is bound to. */
    private static Process start(List<String> arguments, Path output) throws IOException, InterruptedException {
        CompletableFuture<Process> started = new CompletableFuture<>();
        SpawnThread.INSTANCE.execute(() -> {
            try {
                started.complete(startHere(arguments, output));
            } catch (IOException | RuntimeException | Error e) {
                started.completeExceptionally(e);
            }
        });
        try {
            return started.get();
        } catch (ExecutionException e) {
            throw new IOException("cannot start a JVM to make an archive", e.getCause());
        }
    }

    private static synchronized Process startHere(List<String> arguments, Path output) throws IOException {
        if (ended) {
            throw new IOException("this JVM is ending");
        }
        List<String> command = new ArrayList<>();
        command.add(LaunchCommand.javaExecutable(WorkerOptions.defaults()));
        boolean unused = LaunchCommand.tryBind(command);
        command.addAll(0, politely());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        ParentFlags.VARIABLES.forEach(builder.environment()::remove);
        Process process = builder.start();
        process.getOutputStream().close();
        running = process;
        return process;
    }

    /** This JVM ends. */
    static synchronized void endNow() {
        ended = true;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
