package dev.tandem;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a worker is doing: a snapshot.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(o -> o.workers(1).prestarted())) {
 *     pool.submit(() -> "warm").get();
 *     for (WorkerStats worker : pool.stats().workers()) {
 *         System.out.println(worker.id() + " is " + worker.state() + " and has done " + worker.tasksDone());
 *     }
 * }
 * }</pre>
 *
 * @param id the worker
 * @param thread the name of its thread; empty for a process
 * @param state whether it starts, waits, works or ends
 * @param currentTask the label of the task it executes
 * @param currentTaskAge how long it has been executing that task
 * @param tasksDone how many tasks it has ended
 * @param heapBytes the used heap it last told; empty for a thread or when it has not told yet
 * @param residentBytes the resident memory of its process; empty for a thread or when it is not known
 * @since 0.1
 */
public record WorkerStats(
        WorkerId id,
        Optional<String> thread,
        State state,
        Optional<String> currentTask,
        Optional<Duration> currentTaskAge,
        long tasksDone,
        OptionalLong heapBytes,
        OptionalLong residentBytes) {
    /** The states of a worker. */
    public enum State {
        /** Its thread or process is being started. */
        STARTING,
        /** It waits for a task. */
        IDLE,
        /** It executes a task. */
        BUSY,
        /** It ends what it has and then goes. */
        RETIRING,
        /** It is being killed. */
        DYING,
        /** It goes on with a task whose future has ended; it takes no other task. Threads only. */
        LEAKED
    }
}
