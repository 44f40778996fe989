package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import dev.tandem.WorkerOutput;
import dev.tandem.internal.platform.DyingProcess;
import dev.tandem.internal.platform.Family;
import dev.tandem.internal.platform.OomKills;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The process of a worker: started once, killed at most once, observed until its end. Thread-safe. */
final class WorkerProcess {
    /**
     * How long to wait for the last output of a process that has ended while none is read, and in all: grandchildren may
     * hold its pipes open, and consumers may block.
     */
    private static final long LAST_OUTPUT_NANOS = 300_000_000;

    private static final long ALL_OUTPUT_NANOS = 3_000_000_000L;
    private static final long LOOK_MILLIS = 20;

    private static final int SMALL_STACK = 256 * 1024;

    /** How long the end of this JVM waits for a kill: longer would hold it up if the system is in trouble. */
    private static final long LONGEST_KILL_MILLIS = 2_000;

    private final String poolName;
    private final byte[] token;
    private final Path directory;
    private final WorkerOutput output;
    private final List<WorkerLane> lanes;

    /** The pid is 0 until the process has been started. */
    private volatile WorkerId id;

    /** Set when the process has been started. Guarded by {@code this}. */
    private @Nullable Process process;

    /** Whether the process was killed, or is to be as soon as it exists. Guarded by {@code this}. */
    private boolean killed;

    /** Kills it the hard way; null if nobody has wanted that yet. Guarded by {@code this}. */
    private @Nullable Thread killer;

    /** Whether the process has ended. Written by the thread that waits for it. */
    private volatile boolean ended;

    /** Whether it was told to end. Guarded by {@code this}. */
    private boolean retired;

    /** What the kernel counts, from when the worker is ready. Written by the leading thread. */
    private volatile @Nullable OomKills oomKills;

    WorkerProcess(
            String poolName, int number, byte[] token, Path directory, WorkerOutput output, List<WorkerLane> lanes) {
        this.poolName = poolName;
        this.id = new WorkerId(number, 0);
        this.token = token;
        this.directory = directory;
        this.output = output;
        this.lanes = lanes;
    }

    WorkerId id() {
        return id;
    }

    boolean hasEnded() {
        return ended;
    }

    /**
     * Whether the process is about to end, and nothing of it runs any more; known only if it is the JVM itself.
     *
     * @param jvm the process in which the worker says to be
     */
    boolean isDying(long jvm) {
        Process target;
        synchronized (this) {
            target = process;
        }
        return target != null && target.pid() == jvm && !ended && DyingProcess.isDying(jvm, target::destroyForcibly);
    }

    byte[] token() {
        return token;
    }

    /**
     * Starts the process. Called in the spawn thread.
     *
     * @param onEnd is run as soon as the process has ended
     * @param onExit is told after that, when its last output has been read
     */
    void start(ProcessBuilder builder, Runnable onEnd, Consumer<Exit> onExit) throws IOException {
        builder.environment().put(Family.VARIABLE, mark());
        Process started = builder.start();
        try {
            attend(started, onEnd, onExit);
        } catch (RuntimeException | Error e) { // no more threads: nobody would see its end
            killTree(started);
            throw e;
        }
    }

    private void attend(Process started, Runnable onEnd, Consumer<Exit> onExit) {
        synchronized (this) {
            process = started;
            id = new WorkerId(id.number(), started.pid());
            if (killed) {
                killTree(started);
            }
        }
        OutputPump out = pump("out", started, started.getInputStream(), WorkerOutput.Stream.OUT);
        OutputPump err = pump("err", started, started.getErrorStream(), WorkerOutput.Stream.ERR);
        try (OutputStream in = started.getOutputStream()) {
            in.write(token);
        } catch (IOException e) {
            // it has ended already; its exit tells why
        }
        // not by Process.onExit, which tells it in a pool that user code may have filled
        Thread waiter = new Thread(
                null,
                () -> {
                    awaitEnd(started);
                    onEnd.run();
                    onExit.accept(tryExit(started, out, err));
                },
                "tandem-" + poolName + "-wait-" + id.number(),
                SMALL_STACK);
        waiter.setDaemon(true);
        waiter.start();
    }

    private OutputPump pump(String stream, Process started, InputStream in, WorkerOutput.Stream kind) {
        OutputPump pump = new OutputPump(
                "tandem-" + poolName + "-" + stream + "-" + id.number(),
                in,
                id,
                kind,
                output,
                lanes.get(0).marks(kind.ordinal()),
                new OutputOwners(lanes),
                started);
        pump.start();
        return pump;
    }

    private void awaitEnd(Process process) {
        while (!ended) {
            try {
                process.waitFor();
                ended = true;
            } catch (InterruptedException e) {
                // nobody has a reason to interrupt this thread: it goes on
            }
        }
    }

    /** Whatever goes wrong meanwhile, its end is told: tasks wait for that. */
    private Exit tryExit(Process process, OutputPump out, OutputPump err) {
        try {
            return exit(process, out, err);
        } catch (RuntimeException | Error e) {
            return Exit.of(process.exitValue(), List.of("more could not be found out: " + e));
        }
    }

    private Exit exit(Process process, OutputPump out, OutputPump err) {
        int code = process.exitValue();
        if (isViolent(code)) {
            Family.kill(mark()); // first: they may hold its pipes open
        }
        long endedAt = System.nanoTime();
        awaitLast(err, endedAt);
        awaitLast(out, endedAt);
        CrashLog log = CrashLog.take(directory, process.pid());
        String head = log == null ? "" : log.head();
        OomKills kills = oomKills;
        return new Exit(
                code,
                err.tail(),
                out.tail(),
                MemoryWords.farewell(out.tail(), err.tail(), head),
                code == Exit.SIGKILL && kills != null ? kills.since() : null,
                log == null ? null : log.path().toString(),
                head);
    }

    /** Whether the process ended otherwise than it was told to. */
    private synchronized boolean isViolent(int exitCode) {
        return !retired || killed || exitCode != 0;
    }

    /** What tells the processes that the worker has started: no other worker has its directory. */
    private String mark() {
        return directory.toString();
    }

    /** The worker is ready. */
    void ready() {
        oomKills = OomKills.of(id.pid());
    }

    /** The worker is being told to end. What its tasks have started and left may stay. */
    synchronized void retire() {
        retired = true;
    }

    private static void awaitLast(OutputPump pump, long endedAt) {
        long seen = pump.taken();
        long quietSince = endedAt;
        try {
            for (long now = endedAt;
                    now - quietSince < LAST_OUTPUT_NANOS && now - endedAt < ALL_OUTPUT_NANOS;
                    now = System.nanoTime()) {
                pump.join(LOOK_MILLIS);
                if (!pump.isAlive()) {
                    return;
                }
                if (pump.taken() != seen) {
                    seen = pump.taken();
                    quietSince = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the report will have less output
        }
    }

    /** Kills a process and what it has started: its children would outlive it. */
    private static void killTree(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Ends the process, or prevents that it starts. The hard way takes milliseconds, for looking who its children are: a
     * thread of its own does that, since others wait for the lock that the caller holds.
     */
    synchronized void kill(boolean hard) {
        killed = true;
        Process target = process;
        if (target == null) {
            return;
        }
        if (!hard) {
            target.destroy();
        } else if (killer == null || !killer.isAlive()) {
            Thread thread = new Thread(
                    null, () -> killTree(target), "tandem-" + poolName + "-kill-" + id.number(), SMALL_STACK);
            thread.setDaemon(true);
            try {
                thread.start();
                killer = thread;
            } catch (OutOfMemoryError e) { // no more threads
                killTree(target);
            }
        }
    }

    /** Waits until a hard kill has been carried out, if there is one, so that this JVM can end. */
    void awaitKill() {
        Thread thread;
        synchronized (this) {
            thread = killer;
        }
        try {
            if (thread != null) {
                thread.join(LONGEST_KILL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then the thread is as far as it has come
        }
    }
}
