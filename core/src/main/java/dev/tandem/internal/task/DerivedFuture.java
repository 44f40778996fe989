package dev.tandem.internal.task;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A stage derived from the future of a task: an ordinary completable future, but that a worker thread that waits for
 * it lets its pool add a thread meanwhile.
 *
 * @param <T> the type of the result
 */
final class DerivedFuture<T> extends CompletableFuture<T> {
    private final PoolCore core;

    DerivedFuture(PoolCore core) {
        this.core = core;
    }

    PoolCore core() {
        return core;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new DerivedFuture<>(core);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        Membership.Compensation compensation = isDone() ? null : Membership.beforeWait(core);
        try {
            return super.get();
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Membership.Compensation compensation = isDone() ? null : Membership.beforeWait(core);
        try {
            return super.get(timeout, unit);
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    @Override
    public T join() {
        Membership.Compensation compensation = isDone() ? null : Membership.beforeWait(core);
        try {
            return super.join();
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }
}
