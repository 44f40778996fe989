package dev.tandem.internal.fleet;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.WorkerId;
import dev.tandem.WorkerOptions;
import dev.tandem.internal.codec.Outcome;
import dev.tandem.internal.codec.OutcomeDecoder;
import dev.tandem.internal.codec.TaskEncoder;
import dev.tandem.internal.task.BreakReason;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.wire.Changes;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.Hello;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.StackFrames;
import dev.tandem.internal.wire.WorkerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Makes workers: their files, their links and their processes; and turns what they tell into events of the loop. */
final class WorkerSpawner implements IntFunction<Link>, WorkerLink.Events {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PoolCore core;
    private final ProcessPoolOptions options;
    private final Directory directory;
    private final TaskEncoder encoder;
    private final OutcomeDecoder decoder;
    private final Switchboard switchboard;
    private final Shortcut.Source shortcuts;
    private final byte[] initializer;
    private final byte[] exitHook;
    private final byte[] carriers;
    private final ClassFinder classFinder;
    private final ClassThreads classThreads;
    private final LogDesk logDesk;

    /** What failed initializers threw, encoded. */
    private final Map<WorkerLink, byte[]> initializerFailures = new ConcurrentHashMap<>();

    /** Who is told. The answers take in the last ones of a worker that has ended. */
    private record Listeners(FleetLoop loop, Scheduler scheduler, Answers answers) {}

    /**
     * Whether workers start without shortcuts, as one did not come up with it: an archive may not go with a flag of which
     * nobody has thought, or its file may have been damaged. Written by any thread.
     */
    private volatile boolean isPlain;

    /** For those who look at workers. */
    private final Outfit outfit;

    /** Set once, before the first event. */
    private @Nullable Listeners listeners;

    WorkerSpawner(
            PoolCore core,
            ProcessPoolOptions options,
            Directory directory,
            TaskEncoder encoder,
            OutcomeDecoder decoder,
            Switchboard switchboard,
            Shortcut.Source shortcuts,
            byte[] initializer,
            byte[] exitHook,
            byte[] carriers,
            ClassFinder classFinder,
            ClassThreads classThreads,
            LogDesk logDesk) {
        this.core = core;
        this.options = options;
        this.directory = directory;
        this.encoder = encoder;
        this.decoder = decoder;
        this.switchboard = switchboard;
        this.shortcuts = shortcuts;
        this.initializer = initializer;
        this.exitHook = exitHook;
        this.carriers = carriers;
        this.classFinder = classFinder;
        this.classThreads = classThreads;
        this.logDesk = logDesk;
        this.outfit = new Outfit(options, this::debuggable);
    }

    private void debuggable(WorkerId worker, InetSocketAddress address) {
        listeners().loop().deedFromOutside(() -> core.tell(listener -> listener.onWorkerDebuggable(worker, address)));
    }

    /** Waits until what ended workers have left is kept, for a time. */
    void awaitKept(long nanos) {
        outfit.awaitKept(nanos);
    }

    void attach(FleetLoop theLoop, Scheduler theScheduler, Answers theAnswers) {
        listeners = new Listeners(theLoop, theScheduler, theAnswers);
    }

    private Listeners listeners() {
        Listeners attached = listeners;
        if (attached == null) {
            throw new IllegalStateException("the loop must be attached first");
        }
        return attached;
    }

    /** Orders a worker; it is started by the spawn thread. Called with the pool's lock held. */
    @Override
    public Link apply(int number) {
        boolean interrupted = Thread.interrupted(); // a file is not mapped by an interrupted thread
        try {
            return order(number);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Link order(int number) {
        byte[] token = new byte[Hello.TOKEN_LENGTH];
        RANDOM.nextBytes(token);
        Path files = null;
        try {
            files = directory.createFor(number);
            WorkerConfig config = new WorkerConfig(
                    core.name(),
                    files.toString(),
                    initializer,
                    exitHook,
                    carriers,
                    options.worker().inputFilter().orElse(""),
                    outfit.logLevels(),
                    options.recording().isPresent());
            List<WorkerLane> lanes = new ArrayList<>();
            for (int i = 0; i < options.threadsPerWorker(); i++) {
                lanes.add(new WorkerLane(
                        encoder,
                        decoder.forChannel(),
                        files,
                        Region.create(files.resolve(WorkerConfig.regionFile(i))),
                        options.recording().isPresent()));
            }
            if (core.insights() != null) {
                lanes.forEach(WorkerLane::measure);
            }
            WorkerProcess process =
                    new WorkerProcess(core.name(), number, token, files, outfit.output(), List.copyOf(lanes));
            WorkerLink link = new WorkerLink(this, process, config, List.copyOf(lanes));
            switchboard.expect(link);
            Path made = files;
            SpawnThread.INSTANCE.execute(() -> start(link, made));
            return link;
        } catch (IOException e) {
            if (files != null) {
                Directory.tryDeleteTree(files);
            }
            throw new UncheckedIOException("cannot make the files of a worker: " + BreakReason.message(e), e);
        }
    }

    private void start(WorkerLink link, Path files) {
        int number = link.id().number();
        try {
            for (int i = 0; i < options.threadsPerWorker(); i++) {
                Region.reserve(files.resolve(WorkerConfig.regionFile(i))); // not with the pool's lock held
            }
            int lanes = options.threadsPerWorker();
            WorkerOptions launch = outfit.launch(number);
            Shortcut shortcut = isPlain ? Shortcut.NONE : shortcuts.find(launch, lanes, files);
            ProcessBuilder builder = LaunchCommand.build(launch, files, directory.socket(), number, lanes, shortcut);
            link.process().start(builder, () -> onScheduler(link, Scheduler::processEnded), exit -> {
                try {
                    outfit.ended(number);
                    switchboard.awaitLastWords(link); // it may have been ready, or have told why it was not
                    logDesk.awaitHanded(link);
                    Throwable cause = initializerFailure(link);
                    if (cause == null && shortcut.isDispensable() && !exit.isByOutsider() && !exit.isOfScarcity()) {
                        exitedWithShortcut(link, exit);
                    } else {
                        exited(link, exit, cause);
                    }
                } finally {
                    outfit.keep(number, link.jvmPid()); // last: nobody but the end of the pool waits for that
                }
            });
        } catch (IOException | RuntimeException | Error e) {
            outfit.ended(number);
            exited(link, Exit.of(null, List.of(BreakReason.message(e))), null);
            outfit.keep(number, link.jvmPid());
        }
    }

    private void exited(WorkerLink link, Exit exit, @Nullable Throwable cause) {
        onScheduler(link, (s, m) -> tellExit(s, m, exit, cause));
    }

    private void tellExit(Scheduler scheduler, Member m, Exit exit, @Nullable Throwable cause) {
        Answers answers = listeners().answers();
        scheduler.exited(m, exit, cause, () -> answers.takeLast(m));
    }

    private void exitedWithShortcut(WorkerLink link, Exit exit) {
        onScheduler(link, (s, m) -> {
            if (m.wasReady() || m.doom() != null) {
                tellExit(s, m, exit, null);
            } else {
                isPlain = true;
                s.cameToNothing(m, exit);
            }
        });
    }

    private @Nullable Throwable initializerFailure(WorkerLink link) {
        byte[] bytes = initializerFailures.remove(link);
        if (bytes == null) {
            return null;
        }
        try {
            Outcome outcome = decoder.decode(bytes, 0, bytes.length, link.id(), () -> "initializer");
            return outcome instanceof Outcome.Failure failure ? failure.failure() : null;
        } catch (RuntimeException | Error e) {
            return e; // of code of users: the end of the worker must be told all the same
        }
    }

    private void onScheduler(WorkerLink link, BiConsumer<Scheduler, Member> event) {
        Scheduler scheduler = listeners().scheduler();
        listeners().loop().post(() -> {
            for (Member m : List.copyOf(scheduler.members())) {
                if (m.link() == link) {
                    accept(event, m, scheduler);
                }
            }
        });
    }

    /** Nobody else but the worker is to suffer for what it says: events are carried out in users' threads, too. */
    private static void accept(BiConsumer<Scheduler, Member> event, Member m, Scheduler scheduler) {
        try {
            event.accept(scheduler, m);
        } catch (ProtocolException e) {
            scheduler.mustDie(m, Doom.Reason.PROTOCOL, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void ready(WorkerLink link) {
        onScheduler(link, Scheduler::ready);
        Archives.INSTANCE.workerReady();
    }

    @Override
    public void initializerFailed(WorkerLink link, byte[] failure) {
        initializerFailures.put(link, failure);
        onScheduler(link, (s, m) -> s.mustDie(m, Doom.Reason.INIT_FAILED, "its initializer failed"));
    }

    @Override
    public void stack(WorkerLink link, StackFrames answer) {
        onScheduler(link, (s, m) -> s.stackArrived(m, answer.sequence(), answer.stack()));
    }

    @Override
    public void exiting(WorkerLink link) {
        onScheduler(link, Scheduler::exitAnnounced);
    }

    @Override
    public void changed(WorkerLink link, Changes changes) {
        listeners()
                .loop()
                .deed(Deed.of(() -> core.tell(listener -> listener.onWorkerAltered(link.id(), changes.lines()))));
    }

    @Override
    public void drainRequested(WorkerLink link) {
        onScheduler(link, Scheduler::drainRequested);
    }

    @Override
    public void fetch(WorkerLink link, Fetch question) {
        link.desk(classFinder, classThreads).ask(question);
    }

    @Override
    public void logged(WorkerLink link, Frame entry) {
        logDesk.take(link, entry);
    }

    @Override
    public void hungUp(WorkerLink link) {
        onScheduler(link, Scheduler::hungUp);
    }

    @Override
    public void brokeProtocol(WorkerLink link, ProtocolException failure) {
        onScheduler(link, (s, m) -> s.mustDie(m, Doom.Reason.PROTOCOL, String.valueOf(failure.getMessage())));
    }
}
