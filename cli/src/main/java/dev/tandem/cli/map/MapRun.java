package dev.tandem.cli.map;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.Progress;
import dev.tandem.TaskFuture;
import dev.tandem.cli.CommandException;
import dev.tandem.cli.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/*
 * One thread, the one that calls run(), decides everything. Others only put work into its mailbox: the feeder what it has
 * read, the pool's threads which futures are done, signals that the run shall stop.
 *
 *   feeder --inputs--> mailbox --> (pacer) --> start --> pool
 *                      mailbox <-- done futures <-- pool
 *                         |
 *                         +--> again (retry) | results and job log
 *
 * FILLING -> DRAINING -> (end)   an input error, --halt soon, Ctrl-C: what runs is finished, the rest withdrawn
 * FILLING, DRAINING -> KILLING   --halt now, nobody reads the output, the pool is broken
 *
 * An item that was withdrawn or killed because of that is abandoned: not in the output and not in the log, so that
 * --resume does it.
 */
/** Applies the function to all inputs. */
final class MapRun implements Feeder.Receiver {
    /** How often a limit that changes is looked at: it is a second at least. */
    private static final long LOOK_MILLIS = 50;

    /** How much memory inputs and results on their way may take, of the heap. */
    private static final int HEAP_SHARE = 4;

    /** Where the run stands. */
    private enum State {
        FILLING,
        /** Nothing is started any more. */
        DRAINING,
        /** What runs is killed. */
        KILLING
    }

    private final MapPlan plan;
    private final PoolExecutor pool;
    private final Runnable killWorkers;
    private final Results results;
    private final Reporter reporter;
    private final Optional<Progress> progress;
    private final TimeoutRule timeout;
    private final Window window;
    private final Feeder feeder;
    private final Optional<Pacer> pacer;
    private final WorkerFunction function = new WorkerFunction();

    private final BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();

    // only the thread of the run uses what follows

    private final Set<Job> running = new LinkedHashSet<>();
    /** Those that wait for their turn, with {@code --rate}. */
    private final Set<Job> waiting = new LinkedHashSet<>();

    private State state = State.FILLING;
    private boolean ended;
    private int granted;
    private long turns;
    private long succeeded;
    private long failed;
    /** The exit code if the run did not come to its end; 0 if it did. */
    private int stopCode;

    /**
     * @param killWorkers kills what runs, at once
     */
    MapRun(
            MapPlan plan,
            PoolExecutor pool,
            Runnable killWorkers,
            Results results,
            Reporter reporter,
            Optional<Progress> progress) {
        this.plan = plan;
        this.pool = pool;
        this.killWorkers = killWorkers;
        this.results = results;
        this.reporter = reporter;
        this.progress = progress;
        this.timeout = plan.timeout();
        long memory = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        this.window = plan.halt().when() == Halt.When.NEVER && plan.rate().isEmpty()
                ? Window.ahead(plan.workers(), plan.inOrder(), memory)
                : Window.exact(plan.workers(), plan.inOrder(), memory);
        this.feeder = new Feeder(plan.source(), plan.logged(), plan.failedAgain(), this);
        this.pacer = plan.rate().map(limit -> new Pacer(limit, job -> mailbox.add(() -> onTurn(job))));
    }

    /** Runs to the end, and returns the exit code. */
    int run() {
        feeder.start();
        pacer.ifPresent(Pacer::start);
        try {
            grant();
            while (!isOver()) {
                Runnable next = mailbox.poll();
                if (next == null) {
                    results.flush();
                    next = timeout.isShare() && !running.isEmpty()
                            ? mailbox.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                            : mailbox.take();
                }
                if (next != null) {
                    next.run();
                }
                stopOverdue();
                grant();
            }
            results.close();
        } catch (WriteFailure e) {
            return onWriteFailure(e.failure());
        } catch (IOException e) {
            return onWriteFailure(e);
        } catch (CommandException e) {
            killWorkers.run();
            throw e;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            feeder.stop();
            pacer.ifPresent(Pacer::stop);
        }
        return exitCode();
    }

    private boolean isOver() {
        return running.isEmpty() && waiting.isEmpty() && (ended || state != State.FILLING);
    }

    private int exitCode() {
        if (stopCode != 0) {
            return stopCode;
        }
        boolean isEnough = state != State.FILLING && plan.halt().why() == Halt.Why.SUCCESS;
        return failed > 0 && !isEnough ? ExitCode.SOME_FAILED : ExitCode.OK;
    }

    long succeeded() {
        return succeeded;
    }

    long failed() {
        return failed;
    }

    private void grant() {
        if (state != State.FILLING || ended) {
            return;
        }
        int more = window.room(granted + running.size() + waiting.size(), results.heldCount(), results.heldBytes());
        if (more > 0) {
            granted += more;
            feeder.grant(more);
        }
    }

    // ---- what the mailbox brings

    @Override
    public void onInput(long seq, Input input) {
        mailbox.add(() -> {
            granted--;
            if (state == State.FILLING) {
                begin(new Job(seq, input, turns++));
            }
        });
    }

    @Override
    public void onSkipped() {
        progress.ifPresent(shown -> shown.skipped(1));
    }

    @Override
    public void onEnd(long count) {
        mailbox.add(() -> {
            ended = true;
            plan.onEnd(count);
        });
    }

    @Override
    public void onFailure(Throwable failure) {
        mailbox.add(() -> {
            if (failure instanceof CommandException known) {
                reporter.error(String.valueOf(known.getMessage()));
                stop(State.KILLING, known.exitCode());
            } else {
                reporter.error("the input cannot be read: " + failure);
                stop(State.DRAINING, ExitCode.BROKEN);
            }
        });
    }

    /** Ctrl-C: finish what runs. May be called by any thread. */
    void drain(int code) {
        mailbox.add(() -> {
            stop(State.DRAINING, code);
            long unfinished = unfinished();
            reporter.note("interrupted: no more items are started"
                    + (unfinished == 0
                            ? ""
                            : ", and " + unfinished + " that run are being finished; interrupt again to kill them"));
        });
    }

    private long unfinished() {
        return running.stream()
                .filter(job -> job.future != null && job.future.isRunning())
                .count();
    }

    // ---- the life of an item

    private void begin(Job job) {
        if (pacer.isEmpty()) {
            start(job);
        } else {
            waiting.add(job);
            pacer.get().add(job);
        }
    }

    private void onTurn(Job job) {
        if (waiting.remove(job)) { // or the run was stopped meanwhile
            start(job);
        }
    }

    private void start(Job job) {
        job.attempts++;
        job.exceeded = Optional.empty();
        TaskFuture<byte[]> future;
        try {
            future = pool.with(o -> timeout.isShare() || timeout.limit().isEmpty()
                            ? o.label(job.label())
                            : o.label(job.label()).timeout(timeout.limit().get()))
                    .submit(function, plan.function().raw(job.input));
        } catch (BrokenPoolException e) {
            onBroken(String.valueOf(e.getMessage()));
            write(() -> results.abandon(job));
            return;
        } catch (RejectedExecutionException e) {
            write(() -> results.abandon(job)); // a signal has ended the pool
            return;
        }
        job.future = future;
        running.add(job);
        future.addDoneCallback(done -> mailbox.add(() -> onDone(job, done)));
    }

    private void onDone(Job job, TaskFuture<byte[]> done) {
        running.remove(job);
        Outcome outcome = Outcome.of(done, job.exceeded);
        if (outcome.kind() == Outcome.Kind.BROKEN) {
            onBroken(outcome.reason());
        }
        if (outcome.isFailure() && job.attempts <= plan.retries() && state == State.FILLING) {
            reporter.onRetry(job, outcome);
            progress.ifPresent(shown -> shown.retried(1));
            begin(job);
        } else if (outcome.kind() == Outcome.Kind.OK || (outcome.isFailure() && !isUndecided(job))) {
            finish(job, outcome);
        } else {
            write(() -> results.abandon(job));
        }
    }

    /** Whether it would have been tried again, had the run not been stopped: then it is for the next run. */
    private boolean isUndecided(Job job) {
        return job.attempts <= plan.retries();
    }

    private void finish(Job job, Outcome outcome) {
        if (outcome.isFailure()) {
            failed++;
            progress.ifPresent(Progress::failed);
            reporter.onFailure(job, outcome);
        } else {
            succeeded++;
            progress.ifPresent(Progress::succeeded);
            timeout.onSuccess(outcome.time());
        }
        window.onItem(job.input.bytes().length
                + outcome.reply().map(reply -> reply.result().length).orElse(0));
        write(() -> results.add(job, outcome));
        if (state == State.FILLING && plan.halt().isDue(succeeded, failed)) {
            boolean now = plan.halt().when() == Halt.When.NOW;
            reporter.note("stopped by --halt " + plan.halt() + ": " + succeeded + " items done, " + failed + " failed"
                    + (now || unfinished() == 0 ? "" : ", those that run are being finished"));
            stop(now ? State.KILLING : State.DRAINING, plan.halt().why() == Halt.Why.FAIL ? ExitCode.HALTED : 0);
        }
    }

    private void stopOverdue() {
        if (!timeout.isShare()) {
            return;
        }
        Optional<Duration> limit = timeout.limit();
        if (limit.isEmpty()) {
            return;
        }
        Instant latestStart = Instant.now().minus(limit.get());
        for (Job job : running) {
            TaskFuture<byte[]> future = job.future;
            if (future != null
                    && future.isRunning()
                    && future.startedAt().map(latestStart::isAfter).orElse(false)) {
                job.exceeded = limit;
                future.cancel(true);
            }
        }
    }

    // ---- the end before the end

    private void onBroken(String reason) {
        if (state != State.KILLING) {
            reporter.error(reason);
            stop(State.KILLING, ExitCode.BROKEN);
        }
    }

    private void stop(State next, int code) {
        if (next.compareTo(state) <= 0) {
            return;
        }
        state = next;
        stopCode = stopCode == 0 ? code : stopCode;
        for (Job job : Set.copyOf(running)) {
            TaskFuture<byte[]> future = job.future;
            if (future != null) {
                future.cancel(false);
            }
        }
        waiting.forEach(job -> write(() -> results.abandon(job)));
        waiting.clear();
        if (next == State.KILLING) {
            killWorkers.run();
        }
    }

    private int onWriteFailure(IOException failure) {
        killWorkers.run();
        if (results.isBrokenPipe(failure)) {
            return ExitCode.BROKEN_PIPE;
        }
        reporter.error(results.name() + " cannot be written: " + failure.getMessage());
        return ExitCode.BROKEN;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new WriteFailure(e);
        }
    }

    /** Something that writes. */
    private interface Writing {
        void run() throws IOException;
    }

    /** Takes a failure to write out of what the mailbox brings. */
    private static final class WriteFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final IOException failure;

        WriteFailure(IOException failure) {
            super(failure);
            this.failure = failure;
        }

        IOException failure() {
            return failure;
        }
    }
}
