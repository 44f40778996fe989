package dev.tandem.internal.task;

import dev.tandem.Shared;
import dev.tandem.internal.codec.SharedHandle;
import dev.tandem.internal.codec.SharedOriginal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The values that a pool shares with its workers. Thread-safe. */
final class Shares {
    private static final AtomicLong POOLS = new AtomicLong();

    private final PoolCore core;
    private final String home = ProcessHandle.current().pid() + "-" + POOLS.incrementAndGet();

    /** How many values were shared so far. Guarded by {@code this}. */
    private long last;

    /** Those that are not closed. Guarded by {@code this}. */
    private final Map<Long, SharedOriginal> open = new HashMap<>();

    /** Whether the pool has ended. Guarded by {@code this}. */
    private boolean ended;

    Shares(PoolCore core) {
        this.core = core;
    }

    /** Tells the pool from all others, also from those of other processes that live at the time. */
    String home() {
        return home;
    }

    /** Shares a value; throws what the pool throws if it takes none. */
    <T> Shared<T> share(T value, Backend backend) {
        core.ensureOpen();
        long number = nextNumber();
        try {
            backend.share(number, value);
        } catch (RuntimeException e) {
            core.ensureOpen(); // if the pool has ended meanwhile, that is why
            throw e;
        }
        SharedHandle<T> handle = new SharedHandle<>(core.name(), backend.home(), number);
        if (!tryOpen(handle, value, backend)) {
            backend.unshare(number);
            core.ensureOpen();
        }
        return handle;
    }

    private synchronized long nextNumber() {
        return ++last;
    }

    private synchronized boolean tryOpen(SharedHandle<?> handle, Object value, Backend backend) {
        if (!ended) {
            open.put(handle.number(), SharedOriginal.open(handle, value, () -> close(handle.number(), backend)));
        }
        return !ended;
    }

    private void close(long number, Backend backend) {
        synchronized (this) {
            open.remove(number);
        }
        backend.unshare(number);
    }

    /** The pool has ended, and with it its workers and their files. */
    void end() {
        Map<Long, SharedOriginal> left;
        synchronized (this) {
            ended = true;
            left = Map.copyOf(open);
            open.clear();
        }
        for (SharedOriginal original : left.values()) {
            boolean unused = original.drop();
        }
    }
}
