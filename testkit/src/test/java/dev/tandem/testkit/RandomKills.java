package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.WorkerId;
import dev.tandem.WorkerStats;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Kills workers of a pool with SIGKILL, each at a random moment in the middle of its work, and keeps what they share
 * with the pool. As many of one pool as it replaces without delay.
 */
final class RandomKills {
    /** As many as the restart budget has for nothing. */
    static final int PER_POOL = 5;

    private final PoolExecutor pool;
    private final Random random;
    private final Map<Long, WorkerMemory> victims = new LinkedHashMap<>();

    RandomKills(PoolExecutor pool, Random random) {
        this.pool = pool;
        this.random = random;
    }

    /** Kills as many workers as one may. */
    void run() throws IOException {
        for (int i = 0; i < PER_POOL; i++) {
            Poll.untilPassed(Duration.ofNanos(random.nextInt(20_000_000)), System.nanoTime());
            Poll.until("a worker that has worked", () -> !candidates().isEmpty());
            List<WorkerId> candidates = candidates();
            kill(candidates.get(random.nextInt(candidates.size())));
        }
    }

    private void kill(WorkerId victim) throws IOException {
        WorkerMemory memory = new WorkerMemory(victim);
        victims.put(victim.pid(), memory);
        long end = System.nanoTime() + random.nextInt(1_000_000);
        while (System.nanoTime() < end) {
            Thread.onSpinWait(); // so that the moment has nothing to do with the looks at it
        }
        ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
        Processes.awaitGone(victim.pid());
    }

    /** Workers that have run tasks and were not killed yet. They stay so until they are killed. */
    private List<WorkerId> candidates() {
        return pool.stats().workers().stream()
                .filter(worker -> worker.tasksDone() > 0)
                .map(WorkerStats::id)
                .filter(worker -> !victims.containsKey(worker.pid()))
                .toList();
    }

    /** What those that were killed shared with the pool, by their process ids. */
    Map<Long, WorkerMemory> victims() {
        return victims;
    }
}
