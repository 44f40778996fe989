package dev.tandem.internal.fleet;

import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Retry;
import dev.tandem.WorkerExit;
import dev.tandem.internal.task.BreakReason;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.PoolFuture;
import java.util.function.Function;

/** Carries nothing out. */
final class NoEffects implements Scheduler.Effects {
    @Override
    public void fail(PoolFuture<?> task, Throwable failure, FailureKind kind) {}

    @Override
    public void failCrashed(PoolFuture<?> task, Function<Retry, WorkerCrashedException> report, FailureKind kind) {}

    @Override
    public void abandon(PoolFuture<?> task, String reason) {}

    @Override
    public void started(FleetTask<?> task) {}

    @Override
    public void workerReady(Member member) {}

    @Override
    public void workerGone(Member member, WorkerExit exit) {}

    @Override
    public void startFailed(Throwable reason, long delayNanos) {}

    @Override
    public void broken(BreakReason reason) {}

    @Override
    public void ended() {}
}
