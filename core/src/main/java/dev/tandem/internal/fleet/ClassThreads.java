package dev.tandem.internal.fleet;

import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.PoolCore;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The threads that answer what workers ask for: class loaders are code of users, which may block or never return. Made
 * when needed; they end when they have had nothing to do for a moment.
 */
final class ClassThreads {
    /** More: loaders that block hold up others later. Less: fewer threads. */
    static final int MOST = 64;

    /** How long a thread waits for something to do. */
    private static final long IDLE_NANOS = 1_000_000_000;

    private final PoolCore core;

    /** What no thread has begun yet. Guarded by {@code this}, as all that follows. */
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();

    /** Those that are not abandoned. */
    private final Set<Thread> threads = new HashSet<>();

    private int idle;
    private int made;
    private boolean closed;

    ClassThreads(PoolCore core) {
        this.core = core;
    }

    /** Has something done by one of the threads; returns false if there is none, and none to be had. */
    synchronized boolean tryExecute(Runnable body) {
        if (closed) {
            return false;
        }
        queue.addLast(body);
        if (idle >= queue.size()) {
            notify();
        } else if (threads.size() < MOST && !tryStart() && threads.isEmpty()) {
            queue.removeLast();
            return false;
        }
        return true;
    }

    private boolean tryStart() {
        Thread thread = new Thread(null, this::work, "tandem-" + core.name() + "-classes-" + ++made);
        thread.setDaemon(true);
        thread.setContextClassLoader(
                ClassLoader.getSystemClassLoader()); // that of whoever starts it may belong to what is to be unloaded
        threads.add(thread);
        try {
            thread.start();
            return true;
        } catch (OutOfMemoryError e) { // no more threads
            threads.remove(thread);
            return false;
        }
    }

    private void work() {
        Membership.join(core);
        try {
            for (Runnable body = next(); body != null; body = next()) {
                body.run();
            }
        } finally { // also if there is no memory
            synchronized (this) {
                threads.remove(Thread.currentThread());
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        if (!threads.contains(Thread.currentThread())) {
            return null; // another one has taken its place
        }
        long deadline = System.nanoTime() + IDLE_NANOS;
        while (queue.isEmpty() && !closed) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            idle++;
            try {
                wait(millis);
            } catch (InterruptedException e) {
                // meant for what this thread has done before: that is over
            } finally {
                idle--;
            }
        }
        Runnable body = closed ? null : queue.pollFirst();
        if (body == null) {
            threads.remove(Thread.currentThread());
        }
        return body;
    }

    /** A thread does what nobody needs any more: it is interrupted, and does not count, however long it goes on. */
    synchronized void abandon(Thread thread) {
        threads.remove(thread);
        thread.interrupt();
        if (!queue.isEmpty() && !closed) {
            boolean unused = tryStart();
        }
    }

    /** Ends all threads, as far as code of users lets them end. */
    synchronized void close() {
        closed = true;
        queue.clear();
        for (Thread thread : threads) {
            thread.interrupt();
        }
        notifyAll();
    }
}
