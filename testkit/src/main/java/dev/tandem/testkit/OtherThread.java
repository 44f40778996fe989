package dev.tandem.testkit;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs code in a thread of its own, for calls that block. {@code close} interrupts it, so that a failed test leaves
 * none behind.
 */
final class OtherThread<T> implements AutoCloseable {
    private static final Set<Thread.State> BLOCKED_STATES =
            EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);

    private final FutureTask<T> outcome;
    private final Thread thread;

    /** Written by the thread before its outcome is there, read after that. */
    private volatile boolean interruptedAtEnd;

    private OtherThread(Callable<T> code) {
        outcome = new FutureTask<>(() -> {
            try {
                return code.call();
            } finally {
                interruptedAtEnd = Thread.currentThread().isInterrupted();
            }
        });
        thread = new Thread(outcome, "other-thread-of-test");
        thread.setDaemon(true);
    }

    static <T> OtherThread<T> calling(Callable<T> code) {
        OtherThread<T> other = new OtherThread<>(code);
        other.thread.start();
        return other;
    }

    static OtherThread<Boolean> running(Code code) {
        return calling(() -> {
            code.run();
            return true;
        });
    }

    /** Waits until the thread is blocked in its call; fails if the call returns instead. */
    OtherThread<T> awaitBlocked() {
        Poll.until(
                "the call blocks, or has returned",
                () -> outcome.isDone() || BLOCKED_STATES.contains(thread.getState()));
        if (outcome.isDone()) {
            throw new AssertionError("the call did not block: " + outcome);
        }
        return this;
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return outcome.isDone();
    }

    /** Waits for the value that the code returned; fails if it threw. */
    T value() {
        try {
            return ending();
        } catch (ExecutionException e) {
            throw new AssertionError("the call failed", e.getCause());
        }
    }

    /** Waits for what the code threw; fails if it returned. */
    Throwable failure() {
        try {
            throw new AssertionError("the call did not fail: value=" + ending());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause == null ? e : cause;
        }
    }

    /** Waits for the code to end, and tells whether the thread's interrupt status was set then. */
    boolean wasInterruptedAtEnd() {
        Poll.until("end of the call", outcome::isDone);
        return interruptedAtEnd;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Poll.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private T ending() throws ExecutionException {
        try {
            return outcome.get(Poll.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            AssertionError error = new AssertionError("the call did not return: waited=" + Poll.PATIENCE, e);
            error.setStackTrace(thread.getStackTrace());
            throw error;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    /** What runs in the other thread. */
    @FunctionalInterface
    interface Code {
        void run() throws Exception;
    }
}
