package dev.tandem.internal.pipeline;

import dev.tandem.StageFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Takes the failures of the elements of a pipeline that was started. Thread-safe. */
final class Failures {
    private final Tolerance tolerance;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final List<StageFailure> collected = new ArrayList<>();

    Failures(Tolerance tolerance) {
        this.tolerance = tolerance;
    }

    /** Whether the first failure ends the pipeline. */
    boolean endsAtFirst() {
        return tolerance.told().isEmpty() && tolerance.collected().orElse(0) == 0;
    }

    /**
     * Takes a failure, one after the other; returns false if it ends the pipeline. Throws what the consumer throws.
     *
     * @param ensureRunning throws if the pipeline was stopped, perhaps by the consumer who is being told of another one
     */
    boolean tryTake(StageFailure failure, Runnable ensureRunning) {
        lockOrStop(ensureRunning);
        try {
            if (tolerance.told().isPresent()) {
                tolerance.told().get().accept(failure);
                return true;
            }
            if (tolerance.collected().isEmpty()
                    || collected.size() >= tolerance.collected().getAsInt()) {
                return false;
            }
            return collected.add(failure);
        } finally {
            lock.unlock();
        }
    }

    private void lockOrStop(Runnable ensureRunning) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    lock.lockInterruptibly();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                    ensureRunning.run();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A copy of those that were kept. */
    List<StageFailure> collected() {
        lock.lock();
        try {
            return List.copyOf(collected);
        } finally {
            lock.unlock();
        }
    }
}
