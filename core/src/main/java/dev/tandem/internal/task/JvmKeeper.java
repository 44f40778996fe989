package dev.tandem.internal.task;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM alive while any pool has accepted work that is not done. The threads of pools are daemons, so that an
 * idle pool keeps nobody; this one thread is not, and lives only while there is work.
 */
/*
 * Why no accepted work is overlooked: a submitter counts its task first and then reads the pool's `kept` flag; the
 * keeper clears the flag first and then reads the count. Whichever comes second sees the other.
 */
final class JvmKeeper {
    /** How often work is looked for. Shorter costs wake-ups under load; longer delays the end of an idle JVM. */
    private static final long POLL_MILLIS = 50;

    private static final Set<PoolCore> KEPT = ConcurrentHashMap.newKeySet();

    /** Written and read under the class's monitor. */
    private static @Nullable Thread keeper;

    private JvmKeeper() {}

    /** Called after the pool has counted a new task and found its flag cleared. */
    static void keep(PoolCore core) {
        synchronized (JvmKeeper.class) {
            core.setKept(true);
            KEPT.add(core);
            if (keeper == null) {
                Thread thread = new Thread(null, JvmKeeper::watch, "tandem-keeper", 64 * 1024);
                thread.setDaemon(false);
                keeper = thread;
                thread.start();
            }
        }
    }

    private static void watch() {
        while (true) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                continue; // nobody has a reason to interrupt this thread; the work still has to be kept
            }
            for (PoolCore core : KEPT) {
                release(core);
            }
            synchronized (JvmKeeper.class) {
                if (KEPT.isEmpty()) {
                    keeper = null;
                    return;
                }
            }
        }
    }

    private static void release(PoolCore core) {
        if (core.undone() > 0) {
            return;
        }
        synchronized (JvmKeeper.class) {
            core.setKept(false);
            KEPT.remove(core);
            if (core.undone() > 0) {
                core.setKept(true);
                KEPT.add(core);
            }
        }
    }
}
