package dev.tandem.internal.fleet;

import dev.tandem.PoolStats;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.task.PoolSettings;
import java.util.List;

/** What a task asks its pool for, and nothing else. */
final class QuietPool implements FleetTask.Pool {
    private final PoolCore core;

    QuietPool(ProcessPoolOptions options) {
        core = new PoolCore(PoolSettings.of(options));
    }

    @Override
    public PoolCore core() {
        return core;
    }

    @Override
    public void dropPayload(FleetTask<?> task) {}

    @Override
    public void noteIfStarted(FleetTask<?> task) {}

    @Override
    public void enqueue(PoolFuture<?> task) {}

    @Override
    public boolean withdraw(PoolFuture<?> task) {
        return task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN);
    }

    @Override
    public void stop(PoolFuture<?> task) {}

    @Override
    public void expire(PoolFuture<?> task, Limit limit, long allowedNanos) {}

    @Override
    public boolean isRunning(PoolFuture<?> task) {
        return false;
    }

    @Override
    public List<PoolFuture<?>> drainPending() {
        return List.of();
    }

    @Override
    public void stopRunning() {}

    @Override
    public void onIdleShutdown() {}

    @Override
    public int parallelism() {
        return 1;
    }

    @Override
    public void resize(int workers) {}

    @Override
    public PoolStats stats() {
        return core.stats(0, 0, 0, List.of());
    }
}
