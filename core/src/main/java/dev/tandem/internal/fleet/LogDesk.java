package dev.tandem.internal.fleet;

import dev.tandem.WorkerLogs;
import dev.tandem.internal.platform.LoggerLogs;
import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.LogEntry;
import dev.tandem.internal.wire.ProtocolException;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands the log records of workers on, in a thread of its own: handlers are code of users, which may block. The thread is
 * made when there is something to do, and ends soon after. Thread-safe.
 */
final class LogDesk {
    /** How long the thread waits for more. */
    private static final long IDLE_MILLIS = 1_000;

    /** How long the end of a worker waits while no record is handed on, and in all. */
    private static final long QUIET_NANOS = 300_000_000;

    private static final long LONGEST_NANOS = 3_000_000_000L;

    /** What of a worker's records is waiting here. Guarded by the desk. */
    static final class Account {
        private int waiting;
        private long bytesWaiting;
        private long handed;
    }

    private record Item(WorkerLink link, WorkerLogs.Entry entry, int bytes) {}

    private final PoolCore core;
    private final WorkerLogs logs;

    /** Guarded by {@code this}, as all that follows. */
    private final ArrayDeque<Item> queue = new ArrayDeque<>();

    private @Nullable Thread thread;
    private boolean closed;

    LogDesk(PoolCore core, WorkerLogs logs) {
        this.core = core;
        this.logs = logs == LoggerLogs.INSTANCE ? new LoggerNames(core, logs) : logs;
    }

    /** A worker has sent a record. Called by the leading thread. */
    void take(WorkerLink link, Frame frame) {
        LogEntry said = LogEntry.of(frame);
        Optional<String> task = new OutputOwners(link.lanes()).label(said.sequence());
        Item item = new Item(
                link,
                new WorkerLogs.Entry(
                        link.id(),
                        task,
                        said.logger(),
                        LoggerLogs.level(said.severity()),
                        said.severity(),
                        said.source().isEmpty() ? Optional.empty() : Optional.of(said.source()),
                        said.message(),
                        Optional.ofNullable(RemoteThrown.of(said.thrown())),
                        said.time(),
                        said.thread()),
                frame.payload().length + LogEntry.OVERHEAD);
        synchronized (this) {
            Account account = link.logAccount();
            if (account.waiting >= LogEntry.MOST_ON_THE_WAY
                    || (account.waiting > 0 && account.bytesWaiting + item.bytes() > LogEntry.MOST_BYTES_ON_THE_WAY)) {
                throw new ProtocolException("more log records than are taken: waiting=" + account.waiting + ", bytes="
                        + account.bytesWaiting);
            }
            account.waiting++;
            account.bytesWaiting += item.bytes();
            queue.addLast(item);
            if (thread == null) {
                start();
            }
            notifyAll();
        }
    }

    private void start() {
        Thread made = new Thread(null, this::work, "tandem-" + core.name() + "-logs");
        made.setDaemon(true);
        made.setContextClassLoader(ClassLoader.getSystemClassLoader()); // see ClassThreads
        try {
            made.start();
            thread = made;
        } catch (OutOfMemoryError e) { // no more threads: the next record tries again
        }
    }

    private void work() {
        Membership.join(core);
        for (Item item = next(); item != null; item = next()) {
            hand(item);
            handed(item);
        }
    }

    private void hand(Item item) {
        try {
            logs.onEntry(item.entry());
        } catch (Throwable e) {
            complain(item, e);
        }
    }

    /** The same logger may be the one that has failed. */
    private static void complain(Item item, Throwable failure) {
        try {
            PoolCore.LOGGER.log(
                    System.Logger.Level.WARNING,
                    "a log record of " + item.link().id() + " could not be given on",
                    failure);
        } catch (Throwable e) {
            // nobody is left to be told
        }
    }

    private synchronized void handed(Item item) {
        Account account = item.link().logAccount();
        account.waiting--; // before the worker is told that it may send more
        account.bytesWaiting -= item.bytes();
        account.handed++;
        item.link().lanes().get(0).logsHandedOn(account.handed);
        notifyAll();
    }

    private synchronized @Nullable Item next() {
        long deadline = System.nanoTime() + IDLE_MILLIS * 1_000_000;
        while (queue.isEmpty() && !closed) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                // by a handler: it has no use here
            }
        }
        Item item = queue.pollFirst();
        if (item == null) {
            thread = null;
        }
        return item;
    }

    /** Waits until the records of a worker that has ended are handed on, unless that takes long. */
    synchronized void awaitHanded(WorkerLink link) {
        Account account = link.logAccount();
        long began = System.nanoTime();
        long quietSince = began;
        long seen = account.handed;
        for (long now = began;
                account.waiting > 0 && now - quietSince < QUIET_NANOS && now - began < LONGEST_NANOS;
                now = System.nanoTime()) {
            try {
                wait(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (account.handed != seen) {
                seen = account.handed;
                quietSince = System.nanoTime();
            }
        }
    }

    /** The pool has ended: the thread ends when it has handed on what there is. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
