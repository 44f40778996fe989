package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.WorkerStats;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kills, stops and continues the workers of a pool from outside, and resizes the pool. Used by one thread;
 * what is stopped may be continued by any.
 */
final class ChaosMonkey {
    private static final int LONGEST_STOP_MILLIS = 5_000;

    /**
     * How many workers are killed in ten seconds. With more, the pool is busy waiting before it replaces them: its
     * restart budget has five deaths in ten seconds for nothing, and some tasks end their process too.
     */
    private static final int KILLS_PER_WINDOW = 6;

    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final PoolExecutor pool;
    private final int workers;
    private final ChaosLedger ledger;
    private final SplittableRandom random;

    /** All workers ever seen. */
    private final Map<Long, ProcessHandle> seen = new ConcurrentHashMap<>();

    /** Those that are stopped, and when they are to be continued. */
    private final Map<Long, Long> stopped = new ConcurrentHashMap<>();

    /** When the last workers were killed. */
    private final ArrayDeque<Long> lastKills = new ArrayDeque<>();

    /** Whether the last victim was killed before it had done any work: the sixth in a row would break the pool. */
    private boolean lastWasFresh;

    private int kills;
    private int stops;
    private int resizes;

    ChaosMonkey(PoolExecutor pool, int workers, ChaosLedger ledger, SplittableRandom random) {
        this.pool = pool;
        this.workers = workers;
        this.ledger = ledger;
        this.random = random;
    }

    /** Does something to the pool, after a while. */
    void act() throws IOException, InterruptedException {
        Thread.sleep(random.nextInt(10, 150));
        continueDue(System.nanoTime());
        List<WorkerStats> targets = targets();
        int roll = random.nextInt(1000);
        if (targets.isEmpty()) {
            return;
        }
        if (roll < 5) {
            for (WorkerStats target : targets) {
                kill(target);
            }
        } else if (roll < 200 && mayKill(System.nanoTime())) {
            kill(targets.get(random.nextInt(targets.size())));
        } else if (roll < 400) {
            stop(targets.get(random.nextInt(targets.size())), targets.size());
        } else if (roll < 480) {
            pool.resize(random.nextInt(Math.max(1, workers / 2), workers + 2));
            resizes++;
        }
    }

    /** Continues everything that is stopped. */
    void continueAll() throws IOException, InterruptedException {
        continueDue(Long.MAX_VALUE);
    }

    /** All workers ever seen, those that are gone included. */
    Map<Long, ProcessHandle> seen() {
        return seen;
    }

    int kills() {
        return kills;
    }

    int stops() {
        return stops;
    }

    int resizes() {
        return resizes;
    }

    /** The workers that have a process. */
    private List<WorkerStats> targets() {
        List<WorkerStats> targets = pool.stats().workers().stream()
                .filter(worker -> childOf(worker.id().pid()).isPresent())
                .toList();
        for (WorkerStats target : targets) {
            childOf(target.id().pid()).ifPresent(process -> seen.put(process.pid(), process));
        }
        return targets;
    }

    private void kill(WorkerStats target) {
        boolean isFresh = target.tasksDone() == 0;
        Optional<ProcessHandle> process = childOf(target.id().pid());
        if (process.isEmpty() || (isFresh && lastWasFresh)) {
            return;
        }
        lastWasFresh = isFresh;
        ledger.kills(target.id().pid());
        if (process.get().destroyForcibly()) {
            kills++;
            lastKills.addLast(System.nanoTime());
        }
    }

    private boolean mayKill(long now) {
        while (!lastKills.isEmpty() && now - lastKills.getFirst() > WINDOW_NANOS) {
            lastKills.removeFirst();
        }
        return lastKills.size() < KILLS_PER_WINDOW;
    }

    /** Stops a worker that is ready: one that starts would be taken for one that cannot. One goes on in any case. */
    private void stop(WorkerStats target, int others) throws InterruptedException {
        long pid = target.id().pid();
        boolean isReady = target.state() == WorkerStats.State.IDLE || target.state() == WorkerStats.State.BUSY;
        if (!isReady || stopped.size() >= others - 1 || stopped.containsKey(pid)) {
            return;
        }
        ledger.stops(pid);
        long millis = random.nextInt(4) == 0 ? random.nextInt(LONGEST_STOP_MILLIS) : random.nextInt(300);
        stopped.put(pid, System.nanoTime() + millis * 1_000_000);
        if (trySignal(pid, "STOP")) {
            stops++;
        }
    }

    private void continueDue(long now) throws InterruptedException {
        for (Map.Entry<Long, Long> entry : new HashMap<>(stopped).entrySet()) {
            if (entry.getValue() <= now) {
                trySignal(entry.getKey(), "CONT");
                stopped.remove(entry.getKey());
            }
        }
    }

    /** Sends a signal to a child; it may be gone before the signal arrives. */
    private static boolean trySignal(long pid, String signal) throws InterruptedException {
        if (childOf(pid).isEmpty()) {
            return false;
        }
        try {
            Processes.signal(pid, signal);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** The living process of a number, if it descends from this one: nobody else is ever sent a signal. */
    private static Optional<ProcessHandle> childOf(long pid) {
        if (pid <= 1) {
            return Optional.empty();
        }
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(ChaosMonkey::isDescendant);
    }

    private static boolean isDescendant(ProcessHandle process) {
        Optional<ProcessHandle> parent = process.parent();
        while (parent.isPresent() && !parent.get().equals(ProcessHandle.current())) {
            parent = parent.get().parent();
        }
        return parent.isPresent();
    }
}
