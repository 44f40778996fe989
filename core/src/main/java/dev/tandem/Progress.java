package dev.tandem;

import dev.tandem.internal.progress.Display;
import dev.tandem.internal.progress.Displays;
import dev.tandem.internal.progress.RateMeter;
import dev.tandem.internal.progress.Ticker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Shows how far work has come: one line on a terminal, a few messages elsewhere, snapshots for a consumer of your own.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(2); Progress progress = Progress.start(o -> o.label("parse"))) {
 *     List<String> files = List.of("a.txt", "b.txt");
 *     pool.map(String::length, files, o -> o.progress(progress)).forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>{@code map} and {@link Futures#asCompleted(Iterable, Progress) asCompleted} count by themselves; whoever has other
 * work calls {@link #expect}, {@link #succeeded()}, {@link #failed()} and so on. An element is counted once, when it is
 * done with; several pools and threads may count on the same progress.
 *
 * <p>Counting costs nanoseconds: no lock is taken and nothing is written; a thread of its own writes, ten times a
 * second. Showing progress never fails or holds up the work: if standard error is closed, nothing is shown. All
 * methods are thread-safe; none waits but {@link #close}, a second at most.
 *
 * @since 0.1
 */
public final class Progress implements AutoCloseable {
    /** How long the end waits for the last line to be written, if nobody reads what is written. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ProgressOptions options;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final RateMeter meter;
    private final Display display;
    private final Ticker ticker;

    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder expected = new LongAdder();

    /** The futures that are tracked and were not counted. */
    private final Set<CompletableFuture<?>> tracked = ConcurrentHashMap.newKeySet();

    /** Whether elements were expected. Set by whoever expects them, read when a snapshot is taken. */
    private volatile boolean isAnyExpected;

    Progress(ProgressOptions options, Display display, LongSupplier nanoClock) {
        this.options = options;
        this.nanoClock = nanoClock;
        this.display = display;
        this.startNanos = nanoClock.getAsLong();
        this.meter = new RateMeter();
        this.ticker = new Ticker(display, this::snapshot, options.interval());
    }

    /**
     * Starts to show progress, with the default options.
     *
     * @return the progress; is to be closed
     */
    public static Progress start() {
        return start(UnaryOperator.identity());
    }

    /**
     * Starts to show progress.
     *
     * @param options changes the default options
     * @return the progress; is to be closed
     * @throws IllegalArgumentException if an option has a value that is not allowed
     */
    public static Progress start(UnaryOperator<ProgressOptions> options) {
        ProgressOptions chosen = Objects.requireNonNull(
                Objects.requireNonNull(options, "options").apply(ProgressOptions.defaults()), "options");
        Progress progress = new Progress(chosen, Displays.of(chosen), System::nanoTime);
        progress.ticker.start();
        return progress;
    }

    // ---- what happens

    /**
     * Adds to the number of elements that are expected. As long as this is not called, the total is not known, unless
     * {@link ProgressOptions#total(long)} has told it: then what is expected is a part of that, and the total only grows
     * when more is expected in all.
     *
     * @param elements how many more there are; zero or more
     * @throws IllegalArgumentException if the number is negative
     */
    public void expect(long elements) {
        Checks.requireNotNegative("elements", elements);
        expected.add(elements);
        isAnyExpected = true;
    }

    /** Counts an element that ended with a result. */
    public void succeeded() {
        succeeded.increment();
    }

    /**
     * Counts elements that ended with a result.
     *
     * @param elements how many
     */
    public void succeeded(long elements) {
        succeeded.add(elements);
    }

    /** Counts an element that ended with a failure for good. */
    public void failed() {
        failed.increment();
    }

    /**
     * Counts elements that ended with a failure for good.
     *
     * @param elements how many
     */
    public void failed(long elements) {
        failed.add(elements);
    }

    /**
     * Counts elements that were cancelled.
     *
     * @param elements how many
     */
    public void cancelled(long elements) {
        cancelled.add(elements);
    }

    /**
     * Counts elements that need not be done, as those of an earlier run that is resumed. They are done, but do not make
     * the rate higher.
     *
     * @param elements how many
     */
    public void skipped(long elements) {
        skipped.add(elements);
    }

    /**
     * Counts that elements are run again. That does not make them done.
     *
     * @param times how often
     */
    public void retried(long times) {
        retried.add(times);
    }

    /**
     * Expects the outcome of a future: {@linkplain #expect expects} one element and counts the future when it is done.
     *
     * @param <F> the type of the future
     * @param future the future
     * @return the same future
     */
    public <F extends CompletableFuture<?>> F track(F future) {
        expect(1);
        tracked.add(future);
        if (future instanceof TaskFuture<?> task) {
            task.addDoneCallback(this::countTracked);
        } else {
            future.whenComplete((value, failure) -> countTracked(future));
        }
        return future;
    }

    private void countTracked(CompletableFuture<?> future) {
        if (tracked.remove(future)) {
            count(future);
        }
    }

    /**
     * Counts a future that is done by its outcome, and how often its task was run again.
     *
     * @param done the future
     * @throws IllegalArgumentException if it is not done
     */
    public void count(CompletableFuture<?> done) {
        Checks.require(done.isDone(), () -> "future must be done to be counted: future=" + done);
        if (done instanceof TaskFuture<?> task && task.attempts() > 1) {
            retried.add(task.attempts() - 1L);
        }
        if (!done.isCompletedExceptionally()) {
            succeeded.increment();
        } else if (isCancelled(done)) {
            cancelled.increment();
        } else {
            failed.increment();
        }
    }

    private static boolean isCancelled(CompletableFuture<?> done) {
        return done.isCancelled()
                || done.handle((value, failure) -> failure instanceof CancellationException)
                        .getNow(false);
    }

    // ---- output beside it

    /**
     * Writes a line above the progress, to the place where the progress is written: standard error.
     *
     * @param line the text, without a line break
     */
    public void println(String line) {
        display.println(line);
    }

    /**
     * Returns a stream that writes to another one and keeps what is written there, and the progress line, whole: before
     * something is written the line is wiped, and it comes back below. For a program whose results or messages may go
     * to the terminal that shows the line:
     *
     * <pre>{@code
     * try (Progress progress = Progress.start()) {
     *     java.io.PrintStream out = progress.above(System.out);
     *     out.println("a line of its own, above the progress");
     * }
     * }</pre>
     *
     * <p>Text that does not end a line holds the progress line back until the line is ended. Where no line is shown, the
     * given stream itself is returned.
     *
     * @param target where to write
     * @return the stream; never needs to be closed; usable after the end of the progress too
     */
    public PrintStream above(PrintStream target) {
        return display.above(target);
    }

    // ---- how far it has come

    /**
     * Tells how far the work has come.
     *
     * @return the figures at this moment; they are taken one after the other while the work goes on
     */
    public ProgressSnapshot snapshot() {
        long now = nanoClock.getAsLong();
        long ok = succeeded.sum();
        long bad = failed.sum();
        long gone = cancelled.sum();
        long spared = skipped.sum();
        long done = ok + bad + gone + spared;
        OptionalLong total = total(done);
        Duration elapsed = Duration.ofNanos(Math.max(0, now - startNanos));
        double rate = meter.perSecond(ok + bad + gone, elapsed.toNanos());
        Optional<Duration> remaining = total.isPresent() && rate > 0
                ? Optional.of(RateMeter.timeFor(total.getAsLong() - done, rate))
                : Optional.empty();
        return new ProgressSnapshot(
                options.label(),
                total,
                ok,
                bad,
                gone,
                spared,
                retried.sum(),
                elapsed,
                rate,
                remaining,
                ticker.isEnded());
    }

    /** How many elements there are: as many as were told or as are expected, whichever is more; not if more are done. */
    private OptionalLong total(long done) {
        OptionalLong told = options.total();
        if (told.isEmpty() && !isAnyExpected) {
            return OptionalLong.empty();
        }
        long total = Math.max(told.orElse(0), expected.sum());
        return total >= done ? OptionalLong.of(total) : OptionalLong.empty();
    }

    /**
     * Ends the progress: writes the last line, or tells the sink for the last time. Idempotent. Does not end what is
     * being done; what is counted later is in {@link #snapshot} but not shown. Waits a second at most.
     */
    @Override
    public void close() {
        // a future may be done and its callbacks be about to run
        tracked.stream().filter(CompletableFuture::isDone).forEach(this::countTracked);
        ticker.end(PATIENCE);
    }
}
