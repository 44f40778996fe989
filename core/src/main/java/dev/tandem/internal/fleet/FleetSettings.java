package dev.tandem.internal.fleet;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.internal.task.Nanos;

/**
 * The options of a process pool as the scheduler needs them: numbers, with the largest value for "never".
 *
 * @param lanes how many tasks each worker runs at a time
 * @param prestart whether all workers are started at once
 * @param spares how many started workers stand by
 * @param idleNanos how long an idle worker is kept
 * @param minWorkers how many are kept all the same
 * @param maxTasks after how many tasks a worker is replaced
 * @param maxTasksJitter how many more it may be
 * @param maxAgeNanos after what time a worker is replaced
 * @param softMemoryBytes from how much resident memory on a worker is replaced
 * @param maxMemoryBytes from how much resident memory on a worker is killed
 * @param startNanos how long a worker may take until it is ready
 * @param graceNanos how long a task that was told to stop may go on
 * @param breakOnCrash whether the death of a worker breaks the pool
 * @param isQueueLimited whether tasks count as waiting until they are sent to a worker
 * @param isDebugged whether a worker may be stopped for as long as somebody looks into it
 */
record FleetSettings(
        int lanes,
        boolean prestart,
        int spares,
        long idleNanos,
        int minWorkers,
        long maxTasks,
        int maxTasksJitter,
        long maxAgeNanos,
        long softMemoryBytes,
        long maxMemoryBytes,
        long startNanos,
        long graceNanos,
        boolean breakOnCrash,
        boolean isQueueLimited,
        boolean isDebugged) {
    /** Whether the memory of workers has to be looked at. */
    boolean isMemoryLimited() {
        return softMemoryBytes != Long.MAX_VALUE || maxMemoryBytes != Long.MAX_VALUE;
    }

    static FleetSettings of(ProcessPoolOptions o) {
        return new FleetSettings(
                o.threadsPerWorker(),
                o.prestart(),
                o.spares(),
                o.idleTimeout().map(Nanos::of).orElse(Long.MAX_VALUE),
                o.minWorkers(),
                o.maxTasksPerWorker().isPresent() ? o.maxTasksPerWorker().getAsInt() : Long.MAX_VALUE,
                o.maxTasksJitter(),
                o.maxAge().map(Nanos::of).orElse(Long.MAX_VALUE),
                o.softResidentMemory().orElse(Long.MAX_VALUE),
                o.maxResidentMemory().orElse(Long.MAX_VALUE),
                o.debug().isPresent() ? Nanos.LONGEST : Nanos.of(o.startTimeout()),
                Nanos.of(o.grace()),
                o.breakOnCrash(),
                o.queueLimit().isPresent(),
                o.debug().isPresent());
    }
}
