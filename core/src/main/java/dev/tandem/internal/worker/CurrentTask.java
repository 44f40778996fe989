package dev.tandem.internal.worker;

import dev.tandem.WorkerContext;
import dev.tandem.internal.platform.ContextHolder;
import java.util.ArrayList;
import java.util.List;

/** The task that a task thread is running: what others may do to it, and what it may know of itself. */
final class CurrentTask implements WorkerContext {
    private static final String OWN_FRAMES = "dev.tandem.internal.";

    private final String poolName;
    private final int workerNumber;

    /** The task thread; the main thread until there is one. Guarded by {@code this}. */
    private Thread thread = Thread.currentThread();

    /** The sequence number of the running task, 0 for none. Guarded by {@code this}. */
    private long sequence;

    /** The attempt of the running task. Written and read by the task thread. */
    private volatile int attempt;

    /** Whether the running task was asked to stop. Written under {@code this}, read by the task. */
    private volatile boolean stopRequested;

    CurrentTask(String poolName, int workerNumber) {
        this.poolName = poolName;
        this.workerNumber = workerNumber;
    }

    /** The calling thread is the task thread from now on. */
    synchronized void enter() {
        thread = Thread.currentThread();
        ContextHolder.enter(this);
    }

    /** The task thread starts a task. */
    synchronized void begin(long taskSequence, int taskAttempt) {
        sequence = taskSequence;
        attempt = taskAttempt;
    }

    /** The task thread has ended the task; an interrupt that was meant for it does not reach the next one. */
    void end() {
        synchronized (this) {
            sequence = 0;
            stopRequested = false;
        }
        attempt = 0;
        Thread.interrupted();
    }

    /** Whether a task runs now. */
    synchronized boolean isRunning() {
        return sequence != 0;
    }

    /** Interrupts the task, if it is still the running one. */
    synchronized void interrupt(long taskSequence) {
        if (sequence == taskSequence) {
            stopRequested = true;
            thread.interrupt();
        }
    }

    /** The stack of the task without the frames of the worker below it; empty if it is not running any more. */
    List<StackTraceElement> stack(long taskSequence) {
        Thread taskThread;
        synchronized (this) {
            if (sequence != taskSequence) {
                return List.of();
            }
            taskThread = thread;
        }
        List<StackTraceElement> stack = new ArrayList<>(List.of(taskThread.getStackTrace()));
        dropOutermost(stack, Thread.class.getName());
        dropOutermost(stack, OWN_FRAMES);
        return stack;
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
        return attempt;
    }

    @Override
    public boolean isStopRequested() {
        return stopRequested;
    }
}
