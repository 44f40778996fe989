package dev.tandem.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pulls in a thread of its own what code of the user gives, which may take any time: so whoever pulls from this need wait
 * no longer than it wants to.
 */
/*
 * Two lists: the thread fills one, whoever pulls empties the other, and takes the full one for it when it has done so.
 * So it needs the lock once for many elements. The thread goes ahead by as many elements as were said to be wanted.
 */
final class RelayFlow extends Flow implements Runnable {
    private final Flow upstream;
    private final Control control;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();

    // Guarded by the lock.

    private Elements filling = new Elements();
    private int capacity = 1;
    private boolean ended;

    // Used by the thread that pulls.

    private Elements emptying = new Elements();
    private int demanded = 1;

    private static final class Elements {
        final List<@Nullable Object> values = new ArrayList<>();
        final List<@Nullable Object> origins = new ArrayList<>();

        /** How many were taken out; only of the one that is being emptied. */
        int taken;
    }

    private RelayFlow(Flow upstream, Control control) {
        this.upstream = upstream;
        this.control = control;
    }

    /** Puts a relay behind a flow that does not keep to its time. */
    static Flow unlessPrompt(Flow upstream, Control control) {
        if (upstream.isPrompt()) {
            return upstream;
        }
        RelayFlow relay = new RelayFlow(upstream, control);
        control.addThread("relay", relay, relay::wake);
        return relay;
    }

    // ---- the thread

    @Override
    public void run() {
        try {
            while (pull() != Move.END) {
                put();
            }
        } catch (Throwable e) {
            control.ended(e); // before anybody sees the end
            throw e;
        } finally {
            lock.lock();
            try {
                ended = true;
                filled.signalAll();
            } finally {
                lock.unlock();
            }
            upstream.release();
        }
    }

    private Move pull() {
        while (true) {
            try {
                return upstream.advance(FOREVER);
            } catch (InterruptedException e) {
                control.ensureRunning(); // else it was code of the user that has interrupted this thread
            }
        }
    }

    private void put() {
        lock.lock();
        try {
            while (filling.values.size() >= capacity) {
                control.ensureRunning();
                emptied.awaitUninterruptibly();
            }
            filling.values.add(upstream.value());
            filling.origins.add(upstream.origin());
            upstream.drop();
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The pipeline was stopped. */
    private void wake() {
        lock.lock();
        try {
            filled.signalAll();
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- whoever pulls

    @Override
    Move advance(long nanos) throws InterruptedException {
        Elements from = emptying;
        if (from.taken == from.values.size()) {
            Move move = swap(nanos);
            if (move != Move.NEXT) {
                return move;
            }
            from = emptying;
        }
        int index = from.taken++;
        current(from.values.set(index, null), from.origins.set(index, null));
        return Move.NEXT;
    }

    private Move swap(long nanos) throws InterruptedException {
        Elements empty = emptying;
        empty.values.clear();
        empty.origins.clear();
        empty.taken = 0;
        long left = nanos;
        lock.lock();
        try {
            while (filling.values.isEmpty()) {
                control.ensureRunning();
                if (ended) {
                    return Move.END;
                }
                if (left <= 0) {
                    return Move.NOT_YET;
                }
                if (left == FOREVER) {
                    filled.await();
                } else {
                    left = filled.awaitNanos(left);
                }
            }
            emptying = filling;
            filling = empty;
            emptied.signal();
            return Move.NEXT;
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean isPrompt() {
        return true;
    }

    @Override
    void demand(int elements) {
        if (elements == demanded) {
            return;
        }
        demanded = elements;
        lock.lock();
        try {
            capacity = elements;
            emptied.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    void release() {} // the thread of this flow does it, when it ends
}
