package dev.tandem;

import dev.tandem.spi.ContextCarrier;
import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Options of a {@link ProcessPoolExecutor}:
 * {@code ProcessPoolExecutor.open(o -> o.workers(4).worker(w -> w.heap("512m")))}.
 *
 * <pre>{@code
 * var pool = ProcessPoolExecutor.open(o -> o.workers(4)
 *         .name("parse")
 *         .worker(w -> w.heap("512m").systemProperty("mode", "batch"))
 *         .maxTasksPerWorker(1000) // a fresh process now and then
 *         .spares(1)               // one stands by to replace one that dies
 *         .queueLimit(10_000));    // submit waits when that many tasks wait
 * pool.close();
 * }</pre>
 *
 * @param name the name of the pool; empty for one made from a number
 * @param workers how many worker processes there are at most; by default one for each available processor
 * @param threadsPerWorker how many tasks run in each worker at a time
 * @param prestart whether all workers are started when the pool is opened
 * @param spares how many started workers stand by beyond those at work, to replace one that is killed
 * @param idleTimeout how long an idle worker is kept; empty for as long as the pool lives
 * @param minWorkers how many workers are kept when the others end by {@code idleTimeout}
 * @param maxTasksPerWorker after how many tasks a worker is replaced by a fresh one; empty for never
 * @param maxTasksJitter how many tasks more each worker may run, differently for each
 * @param maxAge after what time a worker is replaced by a fresh one, between tasks; empty for never
 * @param softResidentMemory from how many bytes of resident memory on a worker is replaced, between tasks;
 *     empty for never
 * @param maxResidentMemory from how many bytes of resident memory on a worker is killed; empty for never
 * @param initializer runs once in each worker before its first task
 * @param exitHook runs in each worker when it retires
 * @param worker how a worker's JVM is launched
 * @param output what becomes of the workers' standard output and standard error
 * @param startTimeout how long a worker may take until it is ready, its initializer included
 * @param grace how long a task that was told to stop may go on before its process is killed
 * @param exitGrace how long running tasks may go on when this JVM exits
 * @param breakOnCrash whether the death of a worker breaks the pool, as it does in Python
 * @param queueLimit how many tasks may wait at most; empty for any number
 * @param queuePolicy what {@code submit} does when the limit is reached
 * @param onClose what {@code close} does with accepted work
 * @param listener is told what happens in the pool
 * @param classFiles gives the class files of classes whose class loaders do not
 * @param acceptedClasses patterns of classes that are accepted from workers besides those that always are
 * @param resultFilter decides which classes are accepted from workers, instead of all rules; empty for the rules
 * @param carriers take the context of the thread that submits to its tasks, in this order
 * @param insights whether it is measured where the time goes
 * @param logs what becomes of the log records of workers
 * @param logLevel from which level on workers send log records; empty for what this process's loggers take
 * @param recording where workers record themselves with JDK Flight Recorder; empty if they do not
 * @param debug how debuggers get into workers; empty if they do not
 * @since 0.1
 */
public record ProcessPoolOptions(
        Optional<String> name,
        int workers,
        int threadsPerWorker,
        boolean prestart,
        int spares,
        Optional<Duration> idleTimeout,
        int minWorkers,
        OptionalInt maxTasksPerWorker,
        int maxTasksJitter,
        Optional<Duration> maxAge,
        OptionalLong softResidentMemory,
        OptionalLong maxResidentMemory,
        Optional<TaskRunnable> initializer,
        Optional<TaskRunnable> exitHook,
        WorkerOptions worker,
        WorkerOutput output,
        Duration startTimeout,
        Duration grace,
        Duration exitGrace,
        boolean breakOnCrash,
        OptionalInt queueLimit,
        QueuePolicy queuePolicy,
        ClosePolicy onClose,
        Optional<PoolListener> listener,
        Optional<Function<Class<?>, Optional<byte[]>>> classFiles,
        List<String> acceptedClasses,
        Optional<ObjectInputFilter> resultFilter,
        List<ContextCarrier<?>> carriers,
        boolean insights,
        WorkerLogs logs,
        Optional<System.Logger.Level> logLevel,
        Optional<WorkerRecording> recording,
        Optional<WorkerDebug> debug) {
    /** Each has a socket and rings of 1 MiB in shared memory. */
    private static final int MOST_THREADS_PER_WORKER = 256;

    /**
     * Checks the values.
     *
     * @param name the name of the pool; empty for one made from a number
     * @param workers how many worker processes there are at most; by default one for each available processor
     * @param threadsPerWorker how many tasks run in each worker at a time
     * @param prestart whether all workers are started when the pool is opened
     * @param spares how many started workers stand by beyond those at work, to replace one that is killed
     * @param idleTimeout how long an idle worker is kept; empty for as long as the pool lives
     * @param minWorkers how many workers are kept when the others end by {@code idleTimeout}
     * @param maxTasksPerWorker after how many tasks a worker is replaced by a fresh one; empty for never
     * @param maxTasksJitter how many tasks more each worker may run, differently for each
     * @param maxAge after what time a worker is replaced by a fresh one, between tasks; empty for never
     * @param softResidentMemory from how many bytes of resident memory on a worker is replaced, between tasks;
     *     empty for never
     * @param maxResidentMemory from how many bytes of resident memory on a worker is killed; empty for never
     * @param initializer runs once in each worker before its first task
     * @param exitHook runs in each worker when it retires
     * @param worker how a worker's JVM is launched
     * @param output what becomes of the workers' standard output and standard error
     * @param startTimeout how long a worker may take until it is ready, its initializer included
     * @param grace how long a task that was told to stop may go on before its process is killed
     * @param exitGrace how long running tasks may go on when this JVM exits
     * @param breakOnCrash whether the death of a worker breaks the pool, as it does in Python
     * @param queueLimit how many tasks may wait at most; empty for any number
     * @param queuePolicy what {@code submit} does when the limit is reached
     * @param onClose what {@code close} does with accepted work
     * @param listener is told what happens in the pool
     * @param classFiles gives the class files of classes whose class loaders do not
     * @param acceptedClasses patterns of classes that are accepted from workers besides those that always are
     * @param resultFilter decides which classes are accepted from workers, instead of all rules; empty for the rules
     * @param carriers take the context of the thread that submits to its tasks, in this order
     * @param insights whether it is measured where the time goes
     * @param logs what becomes of the log records of workers
     * @param logLevel from which level on workers send log records; empty for what this process's loggers take
     * @param recording where workers record themselves with JDK Flight Recorder; empty if they do not
     * @param debug how debuggers get into workers; empty if they do not
     * @throws IllegalArgumentException if a value is not allowed
     */
    public ProcessPoolOptions {
        acceptedClasses = List.copyOf(acceptedClasses);
        acceptedClasses.forEach(value -> Checks.requireClassPattern("accept", value));
        List<String> named = acceptedClasses;
        Checks.require(
                named.isEmpty() || resultFilter.isEmpty(),
                () -> "resultFilter replaces what accept adds to, so that only one of them may be set: accept="
                        + named);
        name.ifPresent(value -> Checks.requireText("name", value));
        Checks.requirePositive("workers", workers);
        Checks.requirePositive("threadsPerWorker", threadsPerWorker);
        if (threadsPerWorker > MOST_THREADS_PER_WORKER) {
            throw new IllegalArgumentException("threadsPerWorker must be at most " + MOST_THREADS_PER_WORKER
                    + ": threadsPerWorker=" + threadsPerWorker);
        }
        Checks.requireNotNegative("spares", spares);
        idleTimeout.ifPresent(value -> Checks.requirePositive("idleTimeout", value));
        Checks.requireNotNegative("minWorkers", minWorkers);
        maxTasksPerWorker.ifPresent(value -> Checks.requirePositive("maxTasksPerWorker", value));
        Checks.requireNotNegative("maxTasksJitter", maxTasksJitter);
        maxAge.ifPresent(value -> Checks.requirePositive("maxAge", value));
        Checks.requirePositive("startTimeout", startTimeout);
        Checks.requireNotNegative("grace", grace);
        Checks.requireNotNegative("exitGrace", exitGrace);
        queueLimit.ifPresent(value -> Checks.requirePositive("queueLimit", value));
        carriers = List.copyOf(carriers);
        Checks.requireCarriable(carriers, OptionalInt.of(threadsPerWorker));
        if (debug.isPresent()) {
            Checks.requireNoDebugger(worker.jvmFlags());
        }
    }

    /**
     * Returns the defaults.
     *
     * @return the default options
     */
    public static ProcessPoolOptions defaults() {
        return new ProcessPoolOptions(
                Optional.empty(),
                Runtime.getRuntime().availableProcessors(),
                1,
                false,
                0,
                Optional.empty(),
                0,
                OptionalInt.empty(),
                0,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                WorkerOptions.defaults(),
                WorkerOutput.prefixed(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ZERO,
                false,
                OptionalInt.empty(),
                QueuePolicy.block(),
                ClosePolicy.WAIT,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                false,
                WorkerLogs.toLoggers(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Returns options with a name for the pool.
     *
     * @param value the name
     * @return the changed options
     * @throws IllegalArgumentException if the value is blank
     */
    public ProcessPoolOptions name(String value) {
        return with(draft -> draft.name = Optional.of(value));
    }

    /**
     * Returns options with a number of workers.
     *
     * @param value how many worker processes there are at most, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ProcessPoolOptions workers(int value) {
        return with(draft -> draft.workers = value);
    }

    /**
     * Returns options that run several tasks at a time in each worker, each in a thread of its own: for tasks that wait
     * more than they compute, or that share a large heap. The pool then runs {@code workers} times this many tasks at a
     * time. Tasks of one worker share its fate: when it crashes, or is killed because one of them does not stop, all that
     * were running on it fail with {@link WorkerCrashedException}.
     *
     * @param value how many tasks run in each worker at a time, 1 to 256; 1 is the default
     * @return the changed options
     * @throws IllegalArgumentException if the value is out of range
     */
    public ProcessPoolOptions threadsPerWorker(int value) {
        return with(draft -> draft.threadsPerWorker = value);
    }

    /**
     * Returns options that start all workers when the pool is opened, instead of on demand.
     *
     * @return the changed options
     */
    public ProcessPoolOptions prestarted() {
        return with(draft -> draft.prestart = true);
    }

    /**
     * Returns options that keep started workers standing by, so that replacing one that was killed costs no start-up time.
     *
     * @param value how many, beyond {@code workers}
     * @return the changed options
     * @throws IllegalArgumentException if the value is negative
     */
    public ProcessPoolOptions spares(int value) {
        return with(draft -> draft.spares = value);
    }

    /**
     * Returns options that end a worker which has been idle for a time.
     *
     * @param value the time
     * @param keep how many workers are kept all the same
     * @return the changed options
     * @throws IllegalArgumentException if the time is not positive or the number is negative
     */
    public ProcessPoolOptions idleTimeout(Duration value, int keep) {
        return with(draft -> {
            draft.idleTimeout = Optional.of(value);
            draft.minWorkers = keep;
        });
    }

    /**
     * Returns options that replace a worker after a number of tasks. The fresh one is started before the old one retires.
     *
     * @param value the number, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ProcessPoolOptions maxTasksPerWorker(int value) {
        return maxTasksPerWorker(value, 0);
    }

    /**
     * Returns options that replace a worker after a number of tasks that differs from worker to worker, so that workers
     * that were started together are not replaced together. The fresh one is started before the old one retires.
     *
     * @param value the least number, at least 1
     * @param jitter how many tasks more it may be; the numbers of the workers are spread evenly over the range
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive or the jitter is negative
     */
    public ProcessPoolOptions maxTasksPerWorker(int value, int jitter) {
        return with(draft -> {
            draft.maxTasksPerWorker = OptionalInt.of(value);
            draft.maxTasksJitter = jitter;
        });
    }

    /**
     * Returns options that replace a worker after a time, between tasks. The fresh one is started before the old one retires.
     *
     * @param value the time
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ProcessPoolOptions maxAge(Duration value) {
        return with(draft -> draft.maxAge = Optional.of(value));
    }

    /**
     * Returns options that replace a worker whose resident memory, heap and all else, has reached a size, between tasks.
     * The fresh one is started before the old one retires. Needs a system that tells it in {@code /proc}.
     *
     * @param size the size as {@code -Xmx} takes it, such as {@code 512m} or {@code 2g}
     * @return the changed options
     * @throws IllegalArgumentException if the value is not such a size
     */
    public ProcessPoolOptions softResidentMemory(String size) {
        OptionalLong bytes = OptionalLong.of(Checks.requireSize("softResidentMemory", size));
        return with(draft -> draft.softResidentMemory = bytes);
    }

    /**
     * Returns options that kill a worker whose resident memory, heap and all else, has reached a size: what was running
     * there fails with {@link WorkerCrashedException.Kind#MEMORY_LIMIT}. Memory is looked at ten times a second, so that
     * a task that takes it faster may take more. Needs a system that tells it in {@code /proc}.
     *
     * @param size the size as {@code -Xmx} takes it, such as {@code 512m} or {@code 2g}
     * @return the changed options
     * @throws IllegalArgumentException if the value is not such a size
     */
    public ProcessPoolOptions maxResidentMemory(String size) {
        OptionalLong bytes = OptionalLong.of(Checks.requireSize("maxResidentMemory", size));
        return with(draft -> draft.maxResidentMemory = bytes);
    }

    /**
     * Returns options with an initializer, which may set up static state of the worker. If it throws, the pool breaks: every pending
     * future and every later submission gets {@link BrokenPoolException}.
     *
     * <pre>{@code
     * class Model {
     *     static String loaded; // one for each worker process
     * }
     *
     * try (var pool = ProcessPoolExecutor.open(o -> o.workers(2).initializer(() -> Model.loaded = "model"))) {
     *     System.out.println(pool.submit(() -> Model.loaded).get()); // model
     * }
     * }</pre>
     *
     * @param value runs once in each worker before its first task
     * @return the changed options
     */
    public ProcessPoolOptions initializer(TaskRunnable value) {
        return with(draft -> draft.initializer = Optional.of(value));
    }

    /**
     * Returns options with a hook that runs in a worker when it retires; not when it is killed.
     *
     * @param value what to run
     * @return the changed options
     */
    public ProcessPoolOptions exitHook(TaskRunnable value) {
        return with(draft -> draft.exitHook = Optional.of(value));
    }

    /**
     * Returns options with other options of the workers' JVMs.
     *
     * @param change changes the options, as in {@code w -> w.heap("512m")}
     * @return the changed options
     */
    public ProcessPoolOptions worker(UnaryOperator<WorkerOptions> change) {
        return with(draft -> draft.worker = change.apply(worker));
    }

    /**
     * Returns options that say what becomes of what workers print.
     *
     * @param value takes the lines; {@link WorkerOutput#prefixed()} by default
     * @return the changed options
     */
    public ProcessPoolOptions output(WorkerOutput value) {
        return with(draft -> draft.output = value);
    }

    /**
     * Returns options that limit how long a worker may take until it is ready, its initializer included. Past it the pool breaks.
     *
     * @param value the limit; 30 s by default
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ProcessPoolOptions startTimeout(Duration value) {
        return with(draft -> draft.startTimeout = value);
    }

    /**
     * Returns options with a grace period.
     *
     * @param value how long a cancelled task may go on before its process is killed; 1 s by default
     * @return the changed options
     * @throws IllegalArgumentException if the value is negative
     */
    public ProcessPoolOptions grace(Duration value) {
        return with(draft -> draft.grace = value);
    }

    /**
     * Returns options with a time for running tasks when this JVM exits, by {@code System.exit}, Ctrl-C or SIGTERM, while
     * the pool is open: the pool then takes nothing more and cancels what waits, and the exit is held up until what runs
     * has ended, for this time at most; then the workers are killed. A shutdown hook of yours can use it to wait for
     * results. Whoever sends the signal may have less patience: a container's manager, for one, often waits for 30 s.
     *
     * @param value the time; zero, which is the default, for none
     * @return the changed options
     * @throws IllegalArgumentException if the value is negative
     */
    public ProcessPoolOptions exitGrace(Duration value) {
        return with(draft -> draft.exitGrace = value);
    }

    /**
     * Returns options that break the pool when a worker dies, as Python does: every pending future fails.
     *
     * @return the changed options
     */
    public ProcessPoolOptions breakingOnCrash() {
        return with(draft -> draft.breakOnCrash = true);
    }

    /**
     * Returns options that limit how many tasks may wait.
     *
     * @param tasks the limit, at least 1
     * @return the changed options
     * @throws IllegalArgumentException if the value is not positive
     */
    public ProcessPoolOptions queueLimit(int tasks) {
        return with(draft -> draft.queueLimit = OptionalInt.of(tasks));
    }

    /**
     * Returns options that say what {@code submit} does when the queue is full.
     *
     * @param value the policy; {@link QueuePolicy#block()} by default
     * @return the changed options
     */
    public ProcessPoolOptions whenFull(QueuePolicy value) {
        return with(draft -> draft.queuePolicy = value);
    }

    /**
     * Returns options that say what {@code close} does with accepted work.
     *
     * @param value the policy; {@link ClosePolicy#WAIT} by default
     * @return the changed options
     */
    public ProcessPoolOptions onClose(ClosePolicy value) {
        return with(draft -> draft.onClose = value);
    }

    /**
     * Returns options with a listener.
     *
     * @param value is told what happens in the pool
     * @return the changed options
     */
    public ProcessPoolOptions listener(PoolListener value) {
        return with(draft -> draft.listener = Optional.of(value));
    }

    /**
     * Returns options with a source of class files. A worker that lacks a class fetches its class file from this process: by
     * the class loader that has defined it, as a resource. For class loaders that give none, since they define classes in
     * memory, this function is asked.
     *
     * @param value returns the bytes of the class file of a class, empty if it does not know them; called by several threads
     *     at a time, never by that of a caller; a failure of it is one of the tasks that need the class
     * @return the changed options
     */
    public ProcessPoolOptions classFiles(Function<Class<?>, Optional<byte[]>> value) {
        return with(draft -> draft.classFiles = Optional.of(value));
    }

    /**
     * Returns options that accept further classes from workers, in results and exceptions, added to those already there.
     *
     * <p>Without it a pool accepts values of the JDK, what comes from the jars and class directories of the functions and
     * arguments that it has sent, and exceptions that do nothing but hold fields. Anything else fails its task with a
     * message that names the class and the line to add here, or arrives as text if it is an exception. To accept a class
     * is to let a worker that is in an attacker's hands make objects of it in this process: name single classes rather
     * than packages.
     *
     * <pre>{@code
     * try (var pool = ProcessPoolExecutor.open(o -> o.workers(1).accept("com.acme.Order", "com.acme.shop.**"))) {
     *     pool.submit(() -> "results may hold objects of these classes").get();
     * }
     * }</pre>
     *
     * @param patterns classes such as {@code com.acme.Order} or {@code com.acme.Order$Line}, packages such as
     *     {@code com.acme.*}, or packages with all below them such as {@code com.acme.**}, one in each string
     * @return the changed options
     * @throws IllegalArgumentException if one is something else, a {@code !} or a limit of the JDK's syntax included, or
     *     if a {@code resultFilter} is set
     */
    public ProcessPoolOptions accept(String... patterns) {
        List<String> all = new ArrayList<>(acceptedClasses);
        all.addAll(List.of(patterns));
        return with(draft -> draft.acceptedClasses = all);
    }

    /**
     * Returns options with a filter that alone decides which classes are accepted from workers, instead of all rules that
     * hold without it. What it leaves undecided is accepted. Limits of depth and of the length of arrays hold all the same.
     *
     * @param value decides; called by several threads at a time, for each object or each class of an object
     * @return the changed options
     * @throws IllegalArgumentException if classes were added by {@code accept}
     */
    public ProcessPoolOptions resultFilter(ObjectInputFilter value) {
        return with(draft -> draft.resultFilter = Optional.of(value));
    }

    /**
     * Returns options with context carriers, added to those already there: they take what belongs to the thread that
     * submits along with each task.
     *
     * @param more the carriers; they are serialized when the pool is opened
     * @return the changed options
     * @throws IllegalArgumentException if a carrier is {@linkplain ContextCarrier#isProcessWide process-wide} and workers
     *     run several tasks at a time
     */
    public ProcessPoolOptions carry(ContextCarrier<?>... more) {
        List<ContextCarrier<?>> all = Checks.carriers(carriers, more);
        return with(draft -> draft.carriers = all);
    }

    /**
     * Returns options that measure where the time goes, for {@link PoolExecutor#insights()}. Costs each task some tenths
     * of a microsecond.
     *
     * @return the changed options
     */
    public ProcessPoolOptions withInsights() {
        return with(draft -> draft.insights = true);
    }

    /**
     * Returns options that say what becomes of the log records that workers make with {@code java.util.logging} or
     * {@link System.Logger}.
     *
     * @param value takes the records; {@link WorkerLogs#toLoggers()} by default
     * @return the changed options
     * @throws UnsupportedOperationException if a consumer is to take them and the running JDK has no
     *     {@code java.util.logging}, by which they come
     */
    public ProcessPoolOptions workerLogs(WorkerLogs value) {
        if (value != WorkerLogs.toLoggers() && value != WorkerLogs.inWorkers()) {
            Checks.requireModule("workerLogs", "java.logging", worker.javaHome());
        }
        return with(draft -> draft.logs = value);
    }

    /**
     * Returns options that have workers send log records from a level on, whatever the levels of this process's loggers
     * are. Without it, a worker sends what the loggers of this process took when it was started. What these do not take
     * is not logged here in either case.
     *
     * @param value the lowest level; {@link System.Logger.Level#OFF} for none
     * @return the changed options
     * @throws UnsupportedOperationException if the running JDK has no {@code java.util.logging}, by which they come
     */
    public ProcessPoolOptions workerLogLevel(System.Logger.Level value) {
        Checks.requireModule("workerLogLevel", "java.logging", worker.javaHome());
        return with(draft -> draft.logLevel = Optional.of(value));
    }

    /**
     * Returns options that have each worker record itself with JDK Flight Recorder, by the settings that the JDK calls
     * {@code default}, into a file {@code worker-<number>-<pid>.jfr}. The file is there soon after the worker has
     * ended, and those of all workers when the pool has.
     *
     * @param directory where the files go; it is made if it is missing
     * @return the changed options
     * @throws UnsupportedOperationException if the running JDK has no Flight Recorder
     */
    public ProcessPoolOptions recordWorkers(Path directory) {
        return recordWorkers(directory, WorkerRecording.DEFAULT_SETTINGS);
    }

    /**
     * Returns options that have each worker record itself with JDK Flight Recorder: see {@link #recordWorkers(Path)}.
     *
     * @param directory where the files go; it is made if it is missing
     * @param settings what is recorded: {@code default}, {@code profile}, or the path of a settings file
     * @return the changed options
     * @throws IllegalArgumentException if the settings are blank or have a comma
     * @throws UnsupportedOperationException if the running JDK has no Flight Recorder
     */
    public ProcessPoolOptions recordWorkers(Path directory, String settings) {
        Checks.requireModule("recordWorkers", "jdk.jfr", worker.javaHome());
        return with(draft -> draft.recording = Optional.of(new WorkerRecording(directory, settings)));
    }

    /**
     * Returns options for looking into workers with a debugger: see {@link #debugWorkers(UnaryOperator)}.
     *
     * @return the changed options
     * @throws UnsupportedOperationException if the running JDK cannot be debugged
     */
    public ProcessPoolOptions debugWorkers() {
        return debugWorkers(UnaryOperator.identity());
    }

    /**
     * Returns options for looking into workers with a debugger. Each worker listens for one at a port of the loopback
     * address, which is printed to standard error and told to {@link PoolListener#onWorkerDebuggable}. No time limit is
     * enforced, so that a worker may be stopped for as long as it takes: neither timeouts and deadlines of tasks, nor
     * {@code startTimeout}, nor the limit for taking up tasks.
     *
     * <p>Everybody who can log in to this machine can attach, and run code as the user of this process.
     *
     * @param change changes the defaults, as in {@code d -> d.suspended()}
     * @return the changed options
     * @throws UnsupportedOperationException if the running JDK cannot be debugged
     */
    public ProcessPoolOptions debugWorkers(UnaryOperator<WorkerDebug> change) {
        Checks.requireModule("debugWorkers", "jdk.jdwp.agent", worker.javaHome());
        WorkerDebug changed = change.apply(debug.orElse(WorkerDebug.DEFAULTS));
        return with(draft -> draft.debug = Optional.of(changed));
    }

    private ProcessPoolOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    /** The values while one of them is changed. */
    private static final class Draft {
        private Optional<String> name;
        private int workers;
        private int threadsPerWorker;
        private boolean prestart;
        private int spares;
        private Optional<Duration> idleTimeout;
        private int minWorkers;
        private OptionalInt maxTasksPerWorker;
        private int maxTasksJitter;
        private Optional<Duration> maxAge;
        private OptionalLong softResidentMemory;
        private OptionalLong maxResidentMemory;
        private Optional<TaskRunnable> initializer;
        private Optional<TaskRunnable> exitHook;
        private WorkerOptions worker;
        private WorkerOutput output;
        private Duration startTimeout;
        private Duration grace;
        private Duration exitGrace;
        private boolean breakOnCrash;
        private OptionalInt queueLimit;
        private QueuePolicy queuePolicy;
        private ClosePolicy onClose;
        private Optional<PoolListener> listener;
        private Optional<Function<Class<?>, Optional<byte[]>>> classFiles;
        private List<String> acceptedClasses;
        private Optional<ObjectInputFilter> resultFilter;
        private List<ContextCarrier<?>> carriers;
        private boolean insights;
        private WorkerLogs logs;
        private Optional<System.Logger.Level> logLevel;
        private Optional<WorkerRecording> recording;
        private Optional<WorkerDebug> debug;

        Draft(ProcessPoolOptions base) {
            name = base.name;
            workers = base.workers;
            threadsPerWorker = base.threadsPerWorker;
            prestart = base.prestart;
            spares = base.spares;
            idleTimeout = base.idleTimeout;
            minWorkers = base.minWorkers;
            maxTasksPerWorker = base.maxTasksPerWorker;
            maxTasksJitter = base.maxTasksJitter;
            maxAge = base.maxAge;
            softResidentMemory = base.softResidentMemory;
            maxResidentMemory = base.maxResidentMemory;
            initializer = base.initializer;
            exitHook = base.exitHook;
            worker = base.worker;
            output = base.output;
            startTimeout = base.startTimeout;
            grace = base.grace;
            exitGrace = base.exitGrace;
            breakOnCrash = base.breakOnCrash;
            queueLimit = base.queueLimit;
            queuePolicy = base.queuePolicy;
            onClose = base.onClose;
            listener = base.listener;
            classFiles = base.classFiles;
            acceptedClasses = base.acceptedClasses;
            resultFilter = base.resultFilter;
            carriers = base.carriers;
            insights = base.insights;
            logs = base.logs;
            logLevel = base.logLevel;
            recording = base.recording;
            debug = base.debug;
        }

        ProcessPoolOptions build() {
            return new ProcessPoolOptions(
                    name,
                    workers,
                    threadsPerWorker,
                    prestart,
                    spares,
                    idleTimeout,
                    minWorkers,
                    maxTasksPerWorker,
                    maxTasksJitter,
                    maxAge,
                    softResidentMemory,
                    maxResidentMemory,
                    initializer,
                    exitHook,
                    worker,
                    output,
                    startTimeout,
                    grace,
                    exitGrace,
                    breakOnCrash,
                    queueLimit,
                    queuePolicy,
                    onClose,
                    listener,
                    classFiles,
                    acceptedClasses,
                    resultFilter,
                    carriers,
                    insights,
                    logs,
                    logLevel,
                    recording,
                    debug);
        }
    }
}
