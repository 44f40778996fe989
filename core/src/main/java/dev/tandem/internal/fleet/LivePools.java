package dev.tandem.internal.fleet;

import dev.tandem.internal.platform.LastingThread;
import dev.tandem.internal.task.PoolCore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The process pools of this JVM that have not ended: their workers are killed when the JVM exits. */
final class LivePools {
    private static final Map<PoolCore, ProcessBackend> POOLS = new ConcurrentHashMap<>();
    private static final AtomicBoolean HOOKED = new AtomicBoolean();

    /** Written by the thread that ends all. */
    private static volatile boolean isEnding;

    private LivePools() {}

    static void add(ProcessBackend pool) {
        if (HOOKED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(LastingThread.of(LivePools::endAll, "tandem-exit"));
        }
        POOLS.put(pool.core(), pool);
    }

    static void remove(PoolCore core) {
        POOLS.remove(core);
    }

    /** Whether this JVM ends. */
    static boolean isEnding() {
        return isEnding;
    }

    private static void endAll() {
        isEnding = true;
        List<ProcessBackend> pools = List.copyOf(POOLS.values()); // they go as they end
        long now = System.nanoTime();
        pools.forEach(ProcessBackend::beginJvmExit);
        for (ProcessBackend pool : pools) {
            pool.awaitRunning(now);
        }
        pools.forEach(ProcessBackend::onJvmExit);
        try {
            ArchiveRuns.endNow(); // last: it matters less, and its class may not be loaded yet
        } catch (NoClassDefFoundError e) {
            // nor can it be any more, as a plugin's class loader was closed: then nothing runs
        }
    }
}
