package dev.tandem.internal.worker;

import dev.tandem.WorkerContext;
import dev.tandem.internal.platform.ContextHolder;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The task that a task thread is running: what others may do to it, and what it may know of itself. */
/*
 * Beginning and ending a task takes no lock: the number of the running task is the state. Whoever interrupts the task
 * makes the number negative meanwhile, and the end of the task waits for that: so no interrupt comes after the end.
 */
final class CurrentTask implements WorkerContext {
    private static final String OWN_FRAMES = "dev.tandem.internal.";

    private final String poolName;
    private final int workerNumber;

    /** The task thread; the main thread until there is one. */
    private volatile Thread thread = Thread.currentThread();

    /** The sequence number of the running task, 0 for none; negative while the task is being interrupted. */
    private final AtomicLong state = new AtomicLong();

    /** The attempt of the last task. Written by the task thread. */
    private volatile int attempt;

    /** Whether the running task was asked to stop. Written while it is being interrupted, and by the task thread. */
    private volatile boolean stopRequested;

    /** Takes what the running task prints, or null if the pool gets it. Guarded by {@code this}. */
    private @Nullable Capture capture;

    /** Up to which place the running task has printed on each standard stream; 0 if not. Guarded by {@code this}. */
    private final long[] printedTo = new long[2];

    /** The number of the last log record that the running task has made; 0 if it has not. Guarded by {@code this}. */
    private long loggedTo;

    /** Whether the running task has printed or logged, or is captured. Written under {@code this}, read by the task thread. */
    private volatile boolean printed;

    CurrentTask(String poolName, int workerNumber) {
        this.poolName = poolName;
        this.workerNumber = workerNumber;
    }

    /** The calling thread is the task thread from now on. */
    void enter() {
        thread = Thread.currentThread();
        ContextHolder.enter(this);
        TaskThreads.enter(this);
    }

    /** The task thread starts a task. */
    void begin(long taskSequence, int taskAttempt, @Nullable Capture taskCapture) {
        if (attempt != taskAttempt) { // a write costs more than a look, for each task
            attempt = taskAttempt;
        }
        if (taskCapture != null) {
            startCapture(taskCapture);
        }
        state.lazySet(taskSequence);
    }

    private synchronized void startCapture(Capture taskCapture) {
        capture = taskCapture;
        printed = true;
    }

    /** The sequence number of the running task, 0 for none. */
    long sequence() {
        return Math.abs(state.get());
    }

    /** The task thread has ended the task; an interrupt that was meant for it does not reach the next one. */
    void end() {
        long sequence = sequence();
        while (!state.compareAndSet(sequence, 0)) {
            Thread.onSpinWait(); // it is being interrupted: a few instructions
        }
        if (stopRequested) {
            stopRequested = false;
        }
        Thread.interrupted();
    }

    /** Interrupts the task, if it is still the running one. */
    void interrupt(long taskSequence) {
        if (state.compareAndSet(taskSequence, -taskSequence)) {
            stopRequested = true;
            thread.interrupt();
            state.set(taskSequence);
        }
    }

    /** The stack of the task without the frames of the worker below it; empty if it is not running any more. */
    List<StackTraceElement> stack(long taskSequence) {
        if (sequence() != taskSequence) {
            return List.of();
        }
        List<StackTraceElement> stack = new ArrayList<>(List.of(thread.getStackTrace()));
        dropOutermost(stack, Thread.class.getName());
        dropOutermost(stack, OWN_FRAMES);
        dropOutermost(stack, Method.class.getName()); // by which a lambda is called at first
        dropOutermost(stack, "jdk.internal.reflect.");
        return stack;
    }

    // ---- what the task prints

    /** Whether the end of the task has to be told to the standard streams, or to what sends log records. */
    boolean hasPrinted() {
        return printed;
    }

    /** A thread of the task has printed up to a place; 0 if it has only closed the stream. */
    synchronized void printed(long taskSequence, int stream, long place) {
        if (sequence() == taskSequence) {
            printedTo[stream] = Math.max(printedTo[stream], place);
            printed = true;
        }
    }

    /** A thread of the task has made a log record. */
    synchronized void logged(long taskSequence, long number) {
        if (sequence() == taskSequence) {
            loggedTo = number;
            printed = true;
        }
    }

    synchronized long loggedTo() {
        return loggedTo;
    }

    synchronized long printedTo(int stream) {
        return printedTo[stream];
    }

    synchronized void forgetPrints() {
        printedTo[0] = 0;
        printedTo[1] = 0;
        loggedTo = 0;
        printed = false;
    }

    /** Captures a print of a task, if that is wanted and it has not ended. */
    boolean tryCapture(long taskSequence, byte[] bytes, int from, int length) {
        Capture target;
        synchronized (this) {
            target = sequence() == taskSequence ? capture : null;
        }
        return target != null && target.tryWrite(bytes, from, length);
    }

    void endCapture() {
        Capture target;
        synchronized (this) {
            target = capture;
            capture = null;
        }
        if (target != null) {
            target.close();
        }
    }

    private static void dropOutermost(List<StackTraceElement> stack, String classes) {
        while (!stack.isEmpty() && stack.get(stack.size() - 1).getClassName().startsWith(classes)) {
            stack.remove(stack.size() - 1);
        }
    }

    @Override
    public String poolName() {
        return poolName;
    }

    @Override
    public int workerNumber() {
        return workerNumber;
    }

    @Override
    public int attempt() {
        return state.get() == 0 ? 0 : attempt;
    }

    @Override
    public boolean isStopRequested() {
        return stopRequested;
    }
}
