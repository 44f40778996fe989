package dev.tandem.internal.worker;

import dev.tandem.WorkerContext;
import java.util.ArrayList;
import java.util.List;

/** The task that the task thread is running: what others may do to it, and what it may know of itself. */
final class CurrentTask implements WorkerContext {
    private static final String OWN_FRAMES = "dev.tandem.internal.";

    private final Thread thread;
    private final String poolName;
    private final int workerNumber;

    /** The sequence number of the running task, 0 for none. Guarded by {@code this}. */
    private long sequence;

    /** The attempt of the running task. Written and read by the task thread. */
    private volatile int attempt;

    /** Whether the running task was asked to stop. Written under {@code this}, read by the task. */
    private volatile boolean stopRequested;

    CurrentTask(Thread thread, String poolName, int workerNumber) {
        this.thread = thread;
        this.poolName = poolName;
        this.workerNumber = workerNumber;
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

    /** Interrupts the task, if it is still the running one. */
    synchronized void interrupt(long taskSequence) {
        if (sequence == taskSequence) {
            stopRequested = true;
            thread.interrupt();
        }
    }

    /** The stack of the task without the frames of the worker below it; empty if it is not running any more. */
    List<StackTraceElement> stack(long taskSequence) {
        synchronized (this) {
            if (sequence != taskSequence) {
                return List.of();
            }
        }
        List<StackTraceElement> stack = new ArrayList<>(List.of(thread.getStackTrace()));
        while (!stack.isEmpty() && stack.get(stack.size() - 1).getClassName().startsWith(OWN_FRAMES)) {
            stack.remove(stack.size() - 1);
        }
        return stack;
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
