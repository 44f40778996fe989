package dev.tandem.internal.task;

import dev.tandem.TaskFuture;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits until tasks have really ended, which may be some time after their futures were cancelled. */
/*
 * By looking again and again: it is done when something is given up, at most for the grace period of the pool, so that
 * the usual way of a task need not pay for a signal.
 */
public final class TaskEndings {
    /** The pause between two looks. Longer delays whoever gives up, shorter takes the processor from what is to end. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private TaskEndings() {}

    /** Whether a worker is still busy with a task, as far as is known. */
    public static boolean isHeld(TaskFuture<?> task) {
        return task instanceof PoolFuture<?> known && known.hold() != Hold.NONE;
    }

    /**
     * Waits until no worker runs any of the tasks, whose futures are done, or their pools have given them up. Does not
     * wait where that would be for the current thread itself. An interrupt does not end it; the interrupt status is set
     * again.
     *
     * @return the tasks that their pools have given up: threads go on with them
     */
    public static List<TaskFuture<?>> await(Collection<? extends TaskFuture<?>> tasks) {
        List<TaskFuture<?>> leaked = new ArrayList<>();
        boolean interrupted = false;
        for (TaskFuture<?> task : tasks) {
            if (!(task instanceof PoolFuture<?> known) || Membership.isServant(known.core())) {
                continue;
            }
            Hold hold = known.hold();
            while (hold == Hold.HELD) {
                LockSupport.parkNanos(TaskEndings.class, PAUSE_NANOS);
                interrupted |= Thread.interrupted();
                hold = known.hold();
            }
            if (hold == Hold.LEAKED) {
                leaked.add(task);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return leaked;
    }
}
