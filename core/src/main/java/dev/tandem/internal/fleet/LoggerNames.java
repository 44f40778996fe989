package dev.tandem.internal.fleet;

import dev.tandem.WorkerLogs;
import dev.tandem.internal.task.PoolCore;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives log records of workers on, under a limited number of loggers' names: this process keeps something of each logger
 * for ever, and a worker may make up names without end. Used by the thread that hands records on.
 */
final class LoggerNames implements WorkerLogs {
    /** More than any program has classes that log. What this process keeps of them is a few megabytes at most. */
    static final int MOST = 10_000;

    /** The logger of records that come under further names. */
    static final String OTHERS = "dev.tandem.worker.logs";

    private final PoolCore core;
    private final WorkerLogs target;

    /** Those that are in use, and the library's own, by which workers tell what they have dropped. */
    private final Set<String> names = new HashSet<>(Set.of(PoolCore.LOGGER.getName()));

    private boolean isTold;

    LoggerNames(PoolCore core, WorkerLogs target) {
        this.core = core;
        this.target = target;
    }

    @Override
    public void onEntry(Entry entry) {
        if (names.contains(entry.logger())) {
            target.onEntry(entry);
        } else if (names.size() < MOST) {
            names.add(entry.logger());
            target.onEntry(entry);
        } else {
            tell(entry);
            target.onEntry(underAnotherName(entry));
        }
    }

    private void tell(Entry first) {
        if (!isTold) {
            isTold = true;
            PoolCore.LOGGER.log(
                    System.Logger.Level.WARNING,
                    "log records of workers come under too many names, from now on those with a new one are logged by "
                            + OTHERS + ": pool=" + core.name() + ", " + first.worker() + ", names=" + MOST + ", logger="
                            + first.logger());
        }
    }

    private static Entry underAnotherName(Entry entry) {
        return new Entry(
                entry.worker(),
                entry.task(),
                OTHERS,
                entry.level(),
                entry.severity(),
                entry.source(),
                entry.logger() + ": " + entry.message(),
                entry.thrown(),
                entry.time(),
                entry.thread());
    }
}
