package dev.tandem.internal.fleet;

import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.internal.task.Nanos;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Stops running tasks: cancelled ones, those that exceeded a limit, and all when the pool is shut down. A task is asked
 * first; the worker of one that does not end in time is killed. Guarded by the pool's lock.
 */
final class Enforcer {
    /** How long a worker gets to tell where its task is stuck, before it is killed all the same. */
    static final long STACK_NANOS = 500_000_000L;

    private final FleetSettings settings;
    private final LongSupplier clock;
    private final Staff staff;
    private final Attention attention;
    private final Consumer<Member> takeBackBehind;

    Enforcer(
            FleetSettings settings,
            LongSupplier clock,
            Staff staff,
            Attention attention,
            Consumer<Member> takeBackBehind) {
        this.settings = settings;
        this.clock = clock;
        this.staff = staff;
        this.attention = attention;
        this.takeBackBehind = takeBackBehind;
    }

    /** Stops a running task whose future is done. */
    void stop(FleetTask<?> task) {
        Lane lane = task.holder();
        if (lane != null && lane.inFlight(task.sequence()) == task) {
            interrupt(lane, task, Doom.Reason.CANCEL, "");
        }
    }

    /** Stops a running task because running tasks were told to stop. */
    void stopForGood(Lane lane, FleetTask<?> task) {
        interrupt(lane, task, Doom.Reason.KILL, "the pool was shut down");
    }

    private void interrupt(Lane lane, FleetTask<?> task, Doom.Reason reason, String detail) {
        long killAt = clock.getAsLong() + settings.graceNanos();
        threaten(lane, new Doom(reason, task, killAt, null, 0, detail));
        lane.member().link().interrupt(task.sequence());
    }

    /** Stops a running task that exceeded a limit. */
    void expire(FleetTask<?> task, Limit limit, long allowedNanos) {
        Lane lane = task.holder();
        if (lane != null && lane.inFlight(task.sequence()) == task) {
            long killAt = clock.getAsLong() + STACK_NANOS;
            threaten(lane, new Doom(Doom.Reason.LIMIT, task, killAt, limit, allowedNanos, ""));
            lane.member().link().requestStack(task.sequence());
        }
    }

    /** The worker of a lane is going to be killed, unless the running task ends by then. */
    private void threaten(Lane lane, Doom doom) {
        Doom before = lane.doom();
        if (lane.member().doom() == null && (before == null || before.task() != doom.task())) {
            attention.raise();
            lane.doom(doom);
            takeBackBehind.accept(lane.member());
        }
    }

    /** A worker has told where a task is stuck. */
    void stackArrived(Member m, long sequence, List<StackTraceElement> stack) {
        Doom doom = m.lane(sequence).doom();
        if (doom != null && m.inFlight(sequence) == doom.task()) {
            attention.raise();
            doom.stack(stack);
        }
    }

    /** Does what is due in a lane; returns when something will be due next, {@code Long.MAX_VALUE} for not by itself. */
    long tick(Lane lane, long now) {
        Doom doom = lane.doom();
        if (doom == null) {
            return lane.timed() > 0 ? checkTimeout(lane, now) : Long.MAX_VALUE;
        }
        if (now < doom.killAt() && !doom.isStackArrived()) {
            return doom.killAt();
        }
        staff.kill(lane.member(), doom, true);
        return Long.MAX_VALUE; // what comes next is the end of the process: an event
    }

    private long checkTimeout(Lane lane, long now) {
        long running = lane.link().running();
        FleetTask<?> said = lane.inFlight(running);
        FleetTask<?> task = said != null ? said : lane.claimed();
        if (task == null || task.options().timeout().isEmpty()) {
            return now + lane.shortestTimeoutNanos();
        }
        long allowed = Nanos.of(task.options().timeout().get());
        long due = lane.runningSince(task, now) + allowed;
        if (now < due) {
            return due;
        }
        if (lane.link().running() == running) { // still the same task: the start time was its own
            expire(task, Limit.TIMEOUT, allowed);
        }
        return now + STACK_NANOS;
    }
}
