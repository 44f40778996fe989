package dev.tandem.internal.fleet;

import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Retry;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import dev.tandem.internal.flight.WorkerFlight;
import dev.tandem.internal.task.BreakReason;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.InsightsRecorder;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the scheduler's decisions into deeds of the pool's loop. */
final class FleetEffects implements Scheduler.Effects {
    private final PoolCore core;
    private final Directory directory;
    private final Switchboard switchboard;
    private final KeptFiles keptFiles;
    private final Transfers transfers;
    private final ClassThreads classThreads;
    private final LogDesk logDesk;

    /** Set once, before the first event. */
    private @Nullable FleetLoop loop;

    /** What is done when all workers are gone. Set once, before the first event. */
    private Runnable lastWork = () -> {};

    FleetEffects(
            PoolCore core,
            Directory directory,
            Switchboard switchboard,
            KeptFiles keptFiles,
            ClassThreads classThreads,
            LogDesk logDesk) {
        this.core = core;
        this.keptFiles = keptFiles;
        this.directory = directory;
        this.switchboard = switchboard;
        this.transfers = new Transfers(core);
        this.classThreads = classThreads;
        this.logDesk = logDesk;
    }

    /**
     * Completes it.
     *
     * @param last what is still to be done when all workers are gone; may take long
     */
    void attach(FleetLoop value, Runnable last) {
        loop = value;
        lastWork = last;
    }

    /** Has something done by the leading thread, without the lock. */
    void deed(Deed deed) {
        loop().deed(deed);
    }

    private void deed(Runnable body) {
        deed(Deed.of(body));
    }

    /** As {@link #deed}, said by a thread that is not the leading one. */
    void deedFromOutside(Runnable body) {
        loop().deedFromOutside(body);
    }

    /** Has something done that takes long, by a thread that holds up nobody. */
    void transfer(Runnable body) {
        transfers.run(body);
    }

    private FleetLoop loop() {
        FleetLoop l = loop;
        if (l == null) {
            throw new IllegalStateException("the loop must be attached first");
        }
        return l;
    }

    @Override
    public void fail(PoolFuture<?> task, Throwable failure, FailureKind kind) {
        deed(() -> {
            takeOutput(task);
            task.fail(failure, kind);
        });
    }

    @Override
    public void failCrashed(PoolFuture<?> task, Function<Retry, WorkerCrashedException> report, FailureKind kind) {
        deed(() -> {
            takeOutput(task);
            task.failCrashed(report, kind);
        });
    }

    /** Before the attempt is told to have ended, and before the directory of a worker that has died goes. */
    private static void takeOutput(PoolFuture<?> task) {
        if (task instanceof FleetTask<?> fleetTask) {
            fleetTask.takeOutput();
        }
    }

    @Override
    public void abandon(PoolFuture<?> task, String reason) {
        deed(() -> task.abandon(reason));
    }

    @Override
    public void started(FleetTask<?> task) {
        if (core.hasListener()) {
            deed(task::tellStarted);
        }
    }

    @Override
    public void workerReady(Member member) {
        if (core.insights() != null) {
            member.readyAt(System.nanoTime());
        }
        WorkerFlight flight = ((WorkerLink) member.link()).flight();
        if (flight != null) {
            flight.ready(core.name(), member.id());
        }
        WorkerId id = member.id();
        boolean isLogged = PoolCore.WORKERS.isLoggable(System.Logger.Level.DEBUG);
        if (core.hasListener() || isLogged) {
            deed(() -> {
                if (isLogged) {
                    PoolCore.WORKERS.log(System.Logger.Level.DEBUG, id + " of pool " + core.name() + " is ready");
                }
                core.tell(l -> l.onWorkerStarted(id));
            });
        }
    }

    @Override
    public void workerGone(Member member, WorkerExit exit) {
        WorkerLink link = (WorkerLink) member.link();
        InsightsRecorder insights = core.insights();
        if (insights != null) {
            insights.gone(FleetTimes.of(member, System.nanoTime()), exit.reason());
        }
        switchboard.forget(link);
        link.close();
        WorkerFlight.exited(core.name(), link.id(), exit);
        deed(() -> {
            link.deleteDirectory();
            PoolCore.WORKERS.log(
                    System.Logger.Level.DEBUG,
                    () -> link.id() + " of pool " + core.name() + " is gone: reason=" + exit.reason() + ", exitCode="
                            + (exit.exitCode().isPresent() ? exit.exitCode().getAsInt() : "unknown"));
            core.tell(l -> l.onWorkerExited(link.id(), exit));
        });
    }

    @Override
    public void startFailed(Throwable reason, long delayNanos) {
        deed(() -> PoolCore.LOGGER.log(
                System.Logger.Level.WARNING,
                "a worker of pool " + core.name() + " could not be started, next try in " + delayNanos / 1_000_000
                        + " ms",
                reason));
    }

    @Override
    public void broken(BreakReason reason) {
        core.tryBreak(reason);
        deed(() -> {
            for (PoolFuture<?> task : core.drainDelayed()) {
                task.fail(core.brokenFailure(reason), FailureKind.FINAL);
            }
        });
    }

    @Override
    public void ended() {
        deed(() -> {
            transfers.finish();
            classThreads.close();
            logDesk.close();
            loop().finish();
            for (PoolFuture<?> task : core.drainDelayed()) {
                task.abandon("the pool has ended");
            }
            switchboard.close();
            keptFiles.close();
            directory.delete();
            lastWork.run();
            LivePools.remove(core);
            core.terminate();
        });
    }
}
