package dev.tandem.bench;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.WorkerStats;
import dev.tandem.bench.ChildJvm.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How much processor time a pool takes that has nothing to do, in a JVM of its own: {@code WORKERS}, 0 for a JVM without
 * a pool. The figures are percents of one processor: of this JVM, and of the mean worker.
 */
final class IdleProbe {
    /** The compilers go on for a while after the last task. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private static final Duration WATCHED = Duration.ofSeconds(5);

    /** Enough that each worker has had some. */
    private static final int TASKS = 1000;

    private IdleProbe() {}

    public static void main(String[] args) throws Exception {
        int workers = Integer.parseInt(args[0]);
        if (workers == 0) {
            ChildJvm.answer(() -> watch(List.of()));
            return;
        }
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(workers).prestarted())) {
            ChildJvm.answer(() -> {
                List<CompletableFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < TASKS; i++) {
                    futures.add(pool.submit(Tasks::increment, i));
                }
                futures.forEach(CompletableFuture::join);
                return watch(pool.stats().workers());
            });
        }
    }

    private static Answer watch(List<WorkerStats> workers) throws InterruptedException {
        Thread.sleep(SETTLING.toMillis());
        List<Long> pids = workers.stream().map(worker -> worker.id().pid()).toList();
        List<Long> own = List.of(ProcessHandle.current().pid());
        ThreadTimes.of(own); // what it takes the first time is not what an idle JVM does
        ThreadTimes theirsBefore = ThreadTimes.of(pids);
        ThreadTimes ownBefore = ThreadTimes.of(own);
        long start = System.nanoTime();
        Thread.sleep(WATCHED.toMillis());
        double nanos = System.nanoTime() - start;
        double ownNanos = ThreadTimes.of(own).since(ownBefore);
        double theirNanos = ThreadTimes.of(pids).since(theirsBefore);
        return new Answer(
                pids.size(), Sample.of(100 * ownNanos / nanos, 100 * theirNanos / nanos / Math.max(1, pids.size())));
    }
}
