package dev.tandem;

import java.util.List;

/**
 * What a pool is doing: a snapshot. The counts are taken one after the other while the pool works, so that sums may
 * be off by the tasks that moved meanwhile.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(2)) {
 *     pool.submit(() -> "done").get();
 *     PoolStats stats = pool.stats();
 *     System.out.println(stats.completed() + " done, " + stats.failed() + " failed, " + stats.queued() + " waiting");
 *     stats.workers().forEach(worker -> System.out.println(worker.id() + " has done " + worker.tasksDone()));
 * }
 * }</pre>
 *
 * @param name the name of the pool
 * @param submitted tasks accepted so far
 * @param queued tasks that no worker has taken yet
 * @param running tasks that a worker executes now
 * @param completed tasks that ended with a result
 * @param failed tasks that ended with a failure, those timed out included
 * @param timedOut tasks that exceeded their timeout or deadline
 * @param cancelled tasks that were cancelled
 * @param retried how often a task was run again
 * @param leakedThreads threads that go on with a task whose future has ended long ago; thread pools only
 * @param restarts how many workers were started to replace one that died or was killed
 * @param workers the workers
 * @since 0.1
 */
public record PoolStats(
        String name,
        long submitted,
        long queued,
        long running,
        long completed,
        long failed,
        long timedOut,
        long cancelled,
        long retried,
        int leakedThreads,
        long restarts,
        List<WorkerStats> workers) {
    /**
     * Copies the list.
     *
     * @param name the name of the pool
     * @param submitted tasks accepted so far
     * @param queued tasks that no worker has taken yet
     * @param running tasks that a worker executes now
     * @param completed tasks that ended with a result
     * @param failed tasks that ended with a failure, those timed out included
     * @param timedOut tasks that exceeded their timeout or deadline
     * @param cancelled tasks that were cancelled
     * @param retried how often a task was run again
     * @param leakedThreads threads that go on with a task whose future has ended long ago; thread pools only
     * @param restarts how many workers were started to replace one that died or was killed
     * @param workers the workers
     */
    public PoolStats {
        workers = List.copyOf(workers);
    }
}
