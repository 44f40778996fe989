package dev.tandem.internal.fleet;

import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Retry;
import dev.tandem.internal.task.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Fails the tasks that a worker was running when it died, each with what is known of its part. Guarded by the pool's lock. */
final class Coroner {
    /** How many workers a task may kill before it is not retried any more. */
    private static final int MOST_KILLS = 3;

    private final FleetSettings settings;
    private final LongSupplier clock;
    private final Scheduler.Effects effects;
    private final CrashReports reports;
    private final StartNotes starts;

    Coroner(
            FleetSettings settings,
            LongSupplier clock,
            Scheduler.Effects effects,
            CrashReports reports,
            StartNotes starts) {
        this.settings = settings;
        this.clock = clock;
        this.effects = effects;
        this.reports = reports;
        this.starts = starts;
    }

    /**
     * Fails what a worker that is gone had started and not answered: everything else has been taken back from it.
     *
     * @return the report of its death, null if it was not running anything or was killed for a task that timed out
     */
    @Nullable
    Throwable settle(Member m, Exit exit) {
        Throwable crash = null;
        List<FleetTask<?>> blamed = m.allInFlight();
        m.forgetAll();
        for (FleetTask<?> task : blamed) {
            crash = blame(m, task, exit);
        }
        return crash;
    }

    private @Nullable Throwable blame(Member m, FleetTask<?> task, Exit exit) {
        Lane lane = m.lane(task.sequence());
        long now = clock.getAsLong();
        long since = lane.runningSince(task, now);
        starts.note(m, task, since);
        boolean begun = lane.link().running() == task.sequence(); // otherwise what the worker noted is of another task
        task.diedAt(begun ? lane.link().runningElement() : 0);
        Doom own = lane.doom();
        if (own != null && own.task() == task && own.reason() == Doom.Reason.LIMIT) {
            timedOut(m, own, task, now, since);
            return null;
        }
        return crashed(m, exit, task, Duration.ofNanos(now - since));
    }

    private void timedOut(Member m, Doom own, FleetTask<?> task, long now, long since) {
        boolean isDeadline = own.limit() == Limit.DEADLINE;
        Duration elapsed = Duration.ofNanos(now - (isDeadline ? task.submittedNanos() : since));
        effects.fail(
                task,
                CrashReports.timedOut(m, own, task, elapsed),
                isDeadline ? FailureKind.FINAL : FailureKind.TIMEOUT);
    }

    private @Nullable Throwable crashed(Member m, Exit exit, FleetTask<?> task, Duration age) {
        Doom doom = m.doom();
        boolean another = doom != null && doom.task() != null && doom.task() != task;
        boolean poison = !another && task.killedWorker() >= MOST_KILLS;
        if (settings.breakOnCrash()) {
            Retry never = new Retry(
                    Retry.Verdict.POOL_ENDING,
                    task.startedAttempts(),
                    task.options().retries().maxAttempts());
            WorkerCrashedException crash = reports.crashed(m, exit, doom, task, age, never);
            effects.fail(task, crash, FailureKind.FINAL);
            return crash;
        }
        effects.failCrashed(
                task,
                retry -> reports.crashed(m, exit, doom, task, age, retry),
                poison ? FailureKind.POISON : FailureKind.CRASH);
        return null;
    }
}
