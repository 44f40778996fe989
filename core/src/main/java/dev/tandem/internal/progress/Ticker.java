package dev.tandem.internal.progress;

import dev.tandem.ProgressSnapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The thread that shows progress, so that nobody who counts has to write or to wait. Whatever the display throws is
 * logged once and never felt.
 *
 * <p>Life: {@code NEW -> TICKING -> ENDED}. NEW: nothing is shown. TICKING: shown in each interval. ENDED: the last
 * figures are being shown or have been.
 */
public final class Ticker {
    private static final System.Logger LOGGER = System.getLogger("dev.tandem");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private enum Life {
        NEW,
        TICKING,
        ENDED
    }

    private final Display display;
    private final Supplier<ProgressSnapshot> source;
    private final long intervalNanos;
    private final Thread thread;
    private final Thread tidying;

    /** Written under {@code this}, read anywhere. */
    private volatile Life life = Life.NEW;

    /** Whether a failure of the display was logged. Used by whoever shows. */
    private volatile boolean failed;

    /** Creates a ticker that does not tick yet. */
    public Ticker(Display display, Supplier<ProgressSnapshot> source, Duration interval) {
        this.display = display;
        this.source = source;
        this.intervalNanos = TimeUnit.NANOSECONDS.convert(interval);
        this.thread = new Thread(this::run, "tandem-progress-" + COUNT.incrementAndGet());
        this.thread.setDaemon(true);
        this.tidying = new Thread(this::finish, thread.getName() + "-exit");
    }

    /** {@code NEW -> TICKING}. */
    public synchronized void start() {
        if (life != Life.NEW) {
            return;
        }
        life = Life.TICKING;
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            life = Life.NEW; // no thread to be had: the work goes on without being shown
            return;
        }
        if (display.isUntidy()) {
            tryHook();
        }
    }

    private void tryHook() {
        try {
            Runtime.getRuntime().addShutdownHook(tidying);
        } catch (IllegalStateException e) {
            // the JVM is ending already
        }
    }

    /** Shows how far the work has come, once. */
    public void tick() {
        try {
            display.show(source.get());
        } catch (Throwable e) {
            log(e);
        }
    }

    private void run() {
        while (life == Life.TICKING) {
            pause();
            if (life == Life.TICKING) {
                tick();
            }
        }
        finish();
    }

    /** Waits for an interval, unless the end comes before, however often it is woken. */
    private void pause() {
        long began = System.nanoTime();
        for (long left = intervalNanos;
                left > 0 && life == Life.TICKING;
                left = intervalNanos - (System.nanoTime() - began)) {
            Thread.interrupted(); // by a sink, perhaps: it has no use here, and no wait would last while it stays
            LockSupport.parkNanos(this, left);
        }
    }

    private void finish() {
        try {
            display.finish(source.get());
        } catch (Throwable e) {
            log(e);
        }
    }

    private void log(Throwable failure) {
        if (!failed) {
            failed = true;
            LOGGER.log(System.Logger.Level.WARNING, "progress could not be shown", failure);
        }
    }

    /** Whether the end has come. */
    public boolean isEnded() {
        return life == Life.ENDED;
    }

    /** {@code NEW | TICKING -> ENDED}, and waits until the last figures are shown, for a limited time. */
    public void end(Duration patience) {
        boolean isTicking;
        synchronized (this) {
            if (life == Life.ENDED) {
                return;
            }
            isTicking = life == Life.TICKING;
            life = Life.ENDED;
        }
        if (!isTicking) {
            finish();
            return;
        }
        LockSupport.unpark(thread);
        try {
            Runtime.getRuntime().removeShutdownHook(tidying);
        } catch (IllegalStateException e) {
            // the JVM is ending: the hook finds that nothing is left to tidy
        }
        if (Thread.currentThread() != thread) {
            await(patience);
        }
    }

    private void await(Duration patience) {
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the last figures come without being waited for
        }
    }
}
