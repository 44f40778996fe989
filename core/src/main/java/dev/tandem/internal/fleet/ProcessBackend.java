package dev.tandem.internal.fleet;

import dev.tandem.PoolStats;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskOptions;
import dev.tandem.TaskRunnable;
import dev.tandem.TaskSerializationException;
import dev.tandem.TaskTimeoutException.Limit;
import dev.tandem.WorkerStats;
import dev.tandem.internal.codec.AttachmentOutput;
import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.codec.EncodedTask;
import dev.tandem.internal.codec.OriginRegistry;
import dev.tandem.internal.codec.OutcomeDecoder;
import dev.tandem.internal.codec.OwnCode;
import dev.tandem.internal.codec.ResultFilter;
import dev.tandem.internal.codec.SpareFiles;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.codec.TaskEncoder;
import dev.tandem.internal.flight.EncodeFlight;
import dev.tandem.internal.task.BreakReason;
import dev.tandem.internal.task.FailureKind;
import dev.tandem.internal.task.Hold;
import dev.tandem.internal.task.InsightsRecorder;
import dev.tandem.internal.task.Nanos;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import dev.tandem.internal.task.PoolSettings;
import dev.tandem.internal.task.WorkerTimes;
import dev.tandem.internal.wire.PayloadFile;
import dev.tandem.internal.wire.RecordDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The process backend: encodes tasks in the submitting thread, hands them to the scheduler, and is told the outcomes.
 */
/*
 *   caller                     pool's loop                               worker JVM
 *   submit: encode -> inbox -> Scheduler -> WorkerLink -> task ring ===> TaskLoop: decode, call, encode
 *   TaskFuture <- complete <- decode <- Answers <-------- result ring <===
 *                 Switchboard: control sockets (handshake, interrupt, stack), bells
 *                 WorkerProcess: start, output, exit
 */
public final class ProcessBackend implements FleetTask.Pool {
    /** For how long the end of the JVM waits for recordings of workers. Less loses them, more holds it up. */
    private static final long LAST_KEEPING_NANOS = 2_000_000_000;

    private final PoolCore core;
    private final Directory directory;
    private final KeptFiles keptFiles;
    private final OriginRegistry origins = new OriginRegistry(contextClassLoader());
    private final OwnCode ownCode = new OwnCode();
    private final TaskEncoder encoder = new TaskEncoder(origins, ownCode);
    private final WorkerSpawner spawner;
    private final Scheduler scheduler;
    private final FleetLoop loop;
    private final AtomicLong payloadFiles = new AtomicLong();
    private final Supplier<AttachmentOutput> attachments = this::newTaskFile;

    /** How many tasks each worker runs at a time. */
    private final int lanes;

    /** How long running tasks may go on when this JVM exits. */
    private final long exitGraceNanos;

    /** Whether no time limit is enforced, so that a worker can be stopped by a debugger. */
    private final boolean isDebugged;

    /** How many tasks can run at a time. Written with the pool's lock held. */
    private volatile int parallelism;

    /** Opens the pool. */
    public ProcessBackend(ProcessPoolOptions options) {
        this(options, Archives.INSTANCE);
    }

    /** Opens a pool whose workers start by other shortcuts. */
    ProcessBackend(ProcessPoolOptions options, Shortcut.Source shortcuts) {
        SpawnThread.INSTANCE.execute(LaunchCommand::prepare); // beside what this thread does until the first task comes
        core = new PoolCore(PoolSettings.of(options));
        byte[] initializer = encode(options.initializer());
        byte[] exitHook = encode(options.exitHook());
        byte[] carriers =
                core.settings().carriers().map(encoder::encodeCarriers).orElseGet(() -> new byte[0]);
        lanes = options.threadsPerWorker();
        isDebugged = options.debug().isPresent();
        exitGraceNanos = Nanos.of(options.exitGrace());
        parallelism = options.workers() * lanes;
        directory = Directory.create(room(options));
        Switchboard switchboard;
        try {
            switchboard = new Switchboard(directory.socket());
        } catch (RuntimeException e) {
            directory.delete();
            throw e;
        }
        OutcomeDecoder decoder = new OutcomeDecoder(
                ClassLoader.getSystemClassLoader(),
                ResultFilter.of(ownCode, options.acceptedClasses(), options.resultFilter()),
                origins);
        keptFiles = new KeptFiles(core::schedule, directory.path());
        ClassFinder classFinder = new ClassFinder(origins, options.classFiles().orElse(null));
        ClassThreads classThreads = new ClassThreads(core);
        LogDesk logDesk = new LogDesk(core, options.logs());
        FleetEffects effects = new FleetEffects(core, directory, switchboard, keptFiles, classThreads, logDesk);
        spawner = new WorkerSpawner(
                core,
                options,
                directory,
                encoder,
                decoder,
                switchboard,
                shortcuts,
                initializer,
                exitHook,
                carriers,
                classFinder,
                classThreads,
                logDesk);
        Inbox inbox = new Inbox();
        scheduler = new Scheduler(
                FleetSettings.of(options),
                options.workers(),
                inbox,
                System::nanoTime,
                spawner,
                effects,
                new CrashReports(core));
        Answers answers = new Answers(scheduler, effects, keptFiles);
        loop = new FleetLoop(core, switchboard, inbox, scheduler, answers);
        effects.attach(loop, () -> spawner.awaitKept(Long.MAX_VALUE));
        spawner.attach(loop, scheduler, answers);
        core.onIdleShutdown(this::onIdleShutdown);
        LivePools.add(this);
        loop.start();
        loop.locked(() -> {
            scheduler.opened();
            return true;
        });
    }

    private static long room(ProcessPoolOptions options) {
        return Premises.room(((long) options.workers() + options.spares()) * options.threadsPerWorker());
    }

    private byte[] encode(Optional<TaskRunnable> hook) {
        return hook.map(encoder::encodeFunction).orElseGet(() -> new byte[0]);
    }

    private static ClassLoader contextClassLoader() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    @Override
    public PoolCore core() {
        return core;
    }

    @Override
    public boolean supportsCapture() {
        return true;
    }

    // ---- the way in

    @Override
    public <T> PoolFuture<T> newFuture(TaskCall call, TaskOptions options, @Nullable T fixedResult) {
        return new FleetTask<>(this, call, isDebugged ? withoutLimits(options) : options, fixedResult);
    }

    /** A worker into which somebody looks stands still for as long as that takes. */
    private static TaskOptions withoutLimits(TaskOptions o) {
        return new TaskOptions(
                Optional.empty(), Optional.empty(), o.retries(), o.label(), o.priority(), o.key(), o.captureLimit());
    }

    @Override
    public @Nullable Throwable prepare(PoolFuture<?> task) {
        FleetTask<?> fleetTask = (FleetTask<?>) task;
        TaskCall call = task.call();
        if (call == null) {
            return null; // completed from outside already
        }
        EncodeFlight flight = EncodeFlight.tryBegin();
        InsightsRecorder insights = core.insights();
        long startNanos = insights == null ? 0 : System.nanoTime();
        try {
            EncodedTask encoded = encoder.encode(call, attachments);
            if (flight != null) {
                flight.encoded(core.name(), task.options().label(), encoded.payload().length);
            }
            if (encoded.attachment() != null || encoded.payload().length > RecordDescriptor.MAX_PAYLOAD) {
                encoded = toFile(fleetTask, encoded);
            }
            fleetTask.encoded(encoded);
            return null;
        } catch (TaskSerializationException e) {
            return e;
        } catch (IOException e) {
            return new TaskSerializationException("cannot serialize the task: " + e.getMessage(), e);
        } finally {
            if (insights != null) {
                insights.encoded(System.nanoTime() - startNanos);
            }
        }
    }

    private AttachmentOutput newTaskFile() {
        long number = payloadFiles.incrementAndGet();
        return new AttachmentOutput(PayloadFile.ofTask(directory.path().resolve("any"), number), number, keptFiles);
    }

    /** Puts the payload behind what it refers to. */
    private EncodedTask toFile(FleetTask<?> task, EncodedTask encoded) throws IOException {
        AttachmentOutput attachment = encoded.attachment();
        AttachmentOutput file = attachment == null ? newTaskFile() : attachment;
        byte[] payload = encoded.payload();
        try {
            PayloadFile place = new PayloadFile(file.write(payload, 0, payload.length), payload.length);
            task.payloadFile(keptFiles.written(file));
            ByteBuffer record = ByteBuffer.allocate(Long.BYTES + PayloadFile.SIZE);
            place.put(record.putLong(file.number()));
            return new EncodedTask(encoded.functionId(), encoded.classes(), record.array(), null);
        } catch (Throwable e) {
            file.discard();
            dropPayload(task); // if it was handed over already
            throw e;
        }
    }

    @Override
    public void discard(PoolFuture<?> task) {
        dropPayload((FleetTask<?>) task);
    }

    @Override
    public void dropPayload(FleetTask<?> task) {
        DataFile file = task.payloadFile();
        if (file != null) {
            keptFiles.taskDone(file, task.isUnread());
        }
    }

    // ---- shared values

    @Override
    public String home() {
        return PayloadFile.home(directory.path().resolve("any"));
    }

    @Override
    public void share(long number, Object value) {
        EncodeFlight flight = EncodeFlight.tryBegin();
        boolean isBuffer = value instanceof ByteBuffer;
        EncodedTask encoded = encoder.encodeShared(value, () -> newSharedFile(number, isBuffer));
        AttachmentOutput attachment = encoded.attachment();
        AttachmentOutput file = attachment == null ? newSharedFile(number, isBuffer) : attachment;
        byte[] payload = encoded.payload();
        try {
            PayloadFile place = new PayloadFile(file.write(payload, 0, payload.length), payload.length);
            file.write(place.put(ByteBuffer.allocate(PayloadFile.SIZE)).array(), 0, PayloadFile.SIZE);
            file.close();
            if (flight != null) {
                flight.shared(core.name(), value.getClass(), Files.size(sharedFile(number)));
            }
        } catch (IOException e) {
            file.discard();
            throw new TaskSerializationException("cannot serialize the shared value: " + e.getMessage(), e);
        } catch (Throwable e) {
            file.discard();
            throw e;
        }
    }

    /** A file for a shared value. Workers map it if it is a byte buffer. */
    private AttachmentOutput newSharedFile(long number, boolean isBuffer) {
        Path path = sharedFile(number);
        SpareFiles freeing = new FreeingFiles(keptFiles);
        return isBuffer
                ? AttachmentOutput.inOneFile(path, number, freeing)
                : new AttachmentOutput(path, number, freeing);
    }

    private Path sharedFile(long number) {
        return PayloadFile.ofShared(directory.path().resolve("any"), number);
    }

    @Override
    public void unshare(long number) {
        DataFile.drop(sharedFile(number)); // first: who comes too late to be told does not find it
        loop.locked(() -> {
            for (Member m : scheduler.members()) {
                ((WorkerLink) m.link()).unshare(number, m.wasReady());
            }
            return true;
        });
    }

    @Override
    public void enqueue(PoolFuture<?> task) {
        BreakReason reason = core.brokenReason();
        if (reason != null) {
            task.fail(core.brokenFailure(reason), FailureKind.FINAL);
            return;
        }
        loop.submit((FleetTask<?>) task);
    }

    // ---- what can be done to a task

    @Override
    public boolean withdraw(PoolFuture<?> task) {
        if (task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN)) {
            return true;
        }
        return loop.locked(() -> scheduler.withdraw((FleetTask<?>) task));
    }

    @Override
    public void stop(PoolFuture<?> task) {
        loop.locked(() -> {
            scheduler.stop((FleetTask<?>) task);
            return true;
        });
    }

    @Override
    public void expire(PoolFuture<?> task, Limit limit, long allowedNanos) {
        loop.locked(() -> {
            scheduler.expire((FleetTask<?>) task, limit, allowedNanos);
            return true;
        });
    }

    @Override
    public boolean isRunning(PoolFuture<?> task) {
        FleetTask<?> fleetTask = (FleetTask<?>) task;
        Lane holder = fleetTask.holder();
        return holder != null && holder.link().isStarted(fleetTask.sequence());
    }

    @Override
    public Hold hold(PoolFuture<?> task) {
        return ((FleetTask<?>) task).holder() == null ? Hold.NONE : Hold.HELD;
    }

    @Override
    public void noteIfStarted(FleetTask<?> task) {
        if (task.holder() != null) {
            loop.locked(() -> {
                scheduler.noteIfStarted(task);
                return true;
            });
        }
    }

    // ---- the end

    @Override
    public List<PoolFuture<?>> drainPending() {
        return loop.locked(scheduler::drainPending);
    }

    @Override
    public void stopRunning() {
        loop.locked(() -> {
            scheduler.stopRunning();
            return true;
        });
    }

    @Override
    public void onIdleShutdown() {
        loop.post(scheduler::end);
    }

    /** Ends all workers now, softly. */
    public void terminateWorkers() {
        endWorkers(false);
    }

    /** Ends all workers now, hard. */
    public void killWorkers() {
        endWorkers(true);
    }

    private void endWorkers(boolean hard) {
        core.tryShutdown();
        core.stop();
        List<PoolFuture<?>> pending = new ArrayList<>(loop.locked(() -> {
            List<PoolFuture<?>> drained = scheduler.drainPending();
            scheduler.killAll(hard, hard ? "killWorkers was called" : "terminateWorkers was called");
            return drained;
        }));
        abandon(pending, "the pool's workers were ended: pool=");
    }

    /** Gives up on tasks, by a reason to which the name of the pool is added. */
    private void abandon(List<PoolFuture<?>> pending, String reason) {
        pending.addAll(core.drainDelayed());
        for (PoolFuture<?> task : pending) {
            task.abandon(reason + core.name());
        }
    }

    /** The JVM ends: what runs may have some time, nothing else begins. */
    void beginJvmExit() {
        core.tryShutdown();
        if (exitGraceNanos > 0) {
            core.cancelPending();
            abandon(new ArrayList<>(drainPending()), "this JVM exits: pool=");
            if (core.undone() == 0) {
                onIdleShutdown();
            }
        }
    }

    /**
     * Waits for what runs, as long as the options say.
     *
     * @param began when the JVM began to end
     */
    void awaitRunning(long began) {
        try {
            boolean unused = core.awaitTermination(exitGraceNanos - (System.nanoTime() - began));
        } catch (InterruptedException e) {
            // nobody has a reason to; it hastens the end
        }
    }

    /** The JVM ends, and what runs has had its time: nothing is to be left. */
    void onJvmExit() {
        core.stop();
        List<Member> members = loop.locked(() -> {
            List<Member> all = List.copyOf(scheduler.members());
            scheduler.killAll(true, "the JVM ended");
            return all;
        });
        members.forEach(m -> ((WorkerLink) m.link()).process().awaitKill());
        spawner.awaitKept(LAST_KEEPING_NANOS);
        directory.delete();
    }

    // ---- the rest

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void resize(int workers) {
        loop.locked(() -> {
            parallelism = workers * lanes;
            scheduler.resize(workers);
            return true;
        });
    }

    @Override
    public List<WorkerTimes> workerTimes() {
        return loop.locked(() -> {
            long now = System.nanoTime();
            List<WorkerTimes> times = new ArrayList<>();
            for (Member m : scheduler.members()) {
                if (m.isAlive()) {
                    times.add(FleetTimes.of(m, now));
                }
            }
            return times;
        });
    }

    @Override
    public PoolStats stats() {
        return loop.locked(() -> {
            List<WorkerStats> workers = new ArrayList<>();
            long running = 0;
            for (Member m : scheduler.members()) {
                List<FleetTask<?>> tasks = running(m);
                running += tasks.size();
                workers.add(stats(m, tasks));
            }
            return core.stats(running, 0, scheduler.restarts(), workers);
        });
    }

    /** What a worker executes, the one that started first at the head. */
    private static List<FleetTask<?>> running(Member m) {
        List<FleetTask<?>> tasks = new ArrayList<>();
        long firstSince = 0;
        for (Lane lane : m.lanes()) {
            FleetTask<?> task = lane.running();
            if (task != null && !task.isClaimed()) { // otherwise its future is done, it just has not ended yet
                long since = lane.link().runningSince();
                boolean first = tasks.isEmpty() || since - firstSince < 0;
                tasks.add(first ? 0 : tasks.size(), task);
                firstSince = first ? since : firstSince;
            }
        }
        return tasks;
    }

    private static WorkerStats stats(Member m, List<FleetTask<?>> running) {
        WorkerStats.State state = switch (m.phase()) {
            case STARTING -> WorkerStats.State.STARTING;
            case READY -> m.isIdle() ? WorkerStats.State.IDLE : WorkerStats.State.BUSY;
            case RETIRING -> WorkerStats.State.RETIRING;
            case DYING, GONE -> WorkerStats.State.DYING;
        };
        Optional<FleetTask<?>> task = running.stream().findFirst();
        long tasksDone = 0;
        for (Lane lane : m.lanes()) {
            tasksDone += lane.link().tasksDone();
        }
        long heapUsed = m.lanes().get(0).link().heapUsed();
        return new WorkerStats(
                m.id(),
                Optional.empty(),
                state,
                task.map(FleetTask::label),
                task.map(ProcessBackend::age),
                tasksDone,
                heapUsed == 0 ? OptionalLong.empty() : OptionalLong.of(heapUsed),
                m.link().residentMemory());
    }

    private static Duration age(FleetTask<?> task) {
        Lane lane = task.holder();
        return lane == null
                ? Duration.ZERO
                : Duration.ofNanos(System.nanoTime() - lane.link().runningSince());
    }
}
