package dev.tandem.internal.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A large value on its way into a file or out of it, piece by piece. A second thread helps with a very large one. */
/*
 * Both threads take the next piece until there is none. So a helper that comes late, or not at all, costs nothing, and
 * one that has begun is waited for: when the work is done nobody touches the array or the file any more. What the helper
 * could not do, be it that it had no memory or that an interrupt of the other thread has closed the file under it, is
 * done once more by the thread whose work it is, which then gets to know why it cannot be done.
 */
abstract class PieceWork {
    /** From how many pieces on a second thread helps. Fewer: it hardly begins before all is done. More: slower values. */
    static final int HELPED_PIECES = 16;

    /** How long a thread waits for more to help with before it ends. */
    private static final long IDLE_SECONDS = 1;

    /** One processor is for the thread that is helped. */
    private static final int MOST_HELPERS = Runtime.getRuntime().availableProcessors() - 1;

    private static final int NONE = -1;

    /** Copies a piece. May be called by two threads at a time, for different pieces. */
    abstract void copy(int index, ByteBuffer piece) throws IOException;

    /** Copies all pieces. An interrupt of this thread does not end it. */
    final void copyAll(int pieces) throws IOException {
        if (pieces < HELPED_PIECES || MOST_HELPERS == 0) {
            copyAlone(pieces);
        } else {
            copyAll(pieces, Helpers.THREADS);
        }
    }

    /** Copies all pieces together with a thread of these, if there is one. */
    final void copyAll(int pieces, Executor threads) throws IOException {
        Helper helper = new Helper(this, pieces);
        try {
            threads.execute(helper);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // all are busy, or no more to be had
            copyAlone(pieces);
            return;
        } catch (RuntimeException | Error e) { // it may have begun all the same
            helper.stop();
            throw e;
        }
        int missing;
        try {
            copyFrom(helper.next, pieces);
        } finally {
            missing = helper.stop();
        }
        if (missing != NONE) {
            ByteBuffer piece = Piece.take();
            try {
                copy(missing, piece.clear());
            } finally {
                Piece.giveBack(piece);
            }
        }
    }

    private void copyAlone(int pieces) throws IOException {
        ByteBuffer piece = Piece.take();
        try {
            for (int i = 0; i < pieces; i++) {
                copy(i, piece.clear());
            }
        } finally {
            Piece.giveBack(piece);
        }
    }

    private void copyFrom(AtomicInteger next, int pieces) throws IOException {
        ByteBuffer piece = Piece.take();
        try {
            for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                copy(i, piece.clear());
            }
        } finally {
            Piece.giveBack(piece);
        }
    }

    /** What the second thread does. */
    private static final class Helper implements Runnable {
        private final PieceWork work;
        private final int pieces;
        private final CountDownLatch done = new CountDownLatch(1);

        /** Whether the second thread has begun, or may not do so any more. */
        private final AtomicBoolean begun = new AtomicBoolean();

        /** The piece that nobody has taken yet. */
        final AtomicInteger next = new AtomicInteger();

        /** The piece that it could not copy. Written by the second thread, read by the first one when it is done. */
        private int missing = NONE;

        Helper(PieceWork work, int pieces) {
            this.work = work;
            this.pieces = pieces;
        }

        @Override
        public void run() {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            int index = NONE;
            try {
                ByteBuffer piece = Piece.take();
                try {
                    for (index = next.getAndIncrement(); index < pieces; index = next.getAndIncrement()) {
                        work.copy(index, piece.clear());
                    }
                } finally {
                    Piece.giveBack(piece);
                }
                index = NONE;
            } catch (IOException | RuntimeException | Error e) {
                // the other thread does that piece once more, and gets to know
            } finally {
                missing = index;
                done.countDown();
            }
        }

        /** Has it stop and waits for it; returns which piece it could not copy. */
        int stop() {
            next.set(pieces);
            if (begun.compareAndSet(false, true)) {
                return NONE;
            }
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return missing;
        }
    }

    /** The second threads, for all pools of this JVM. They end when there is nothing to do. */
    private static final class Helpers implements ThreadFactory {
        private static final ThreadPoolExecutor THREADS = new ThreadPoolExecutor(
                0, MOST_HELPERS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), new Helpers());

        private final AtomicLong numbers = new AtomicLong();

        @Override
        public Thread newThread(Runnable body) {
            // it must hold nothing of the caller that happened to need it first
            Thread thread = new Thread(null, body, name(), 0, false);
            thread.setContextClassLoader(null);
            thread.setDaemon(true);
            return thread;
        }

        private String name() {
            return "tandem-copy-".concat(Long.toString(numbers.incrementAndGet()));
        }
    }
}
