package dev.tandem.internal.worker;

import dev.tandem.internal.platform.ParentDeathSignal;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the system to kill this process when the parent ends, should it be stopped then and unable to end by itself: for
 * a worker that was not started with that wish, or not by the pool's process itself. Not on the way of the start, where
 * it would cost a third of the time, but a little later and beside the first tasks.
 */
final class LastWill implements Runnable {
    /** Long enough for a start and the first tasks; in a shorter life, a stopped worker stays until it is continued. */
    private static final long DELAY_MILLIS = 1_000;

    private LastWill() {}

    static void make() {
        Thread thread = new Thread(new LastWill(), "tandem-will");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            Thread.sleep(DELAY_MILLIS);
        } catch (InterruptedException e) {
            // then at once
        }
        boolean made = ParentDeathSignal.tryRequest();
        if (made) {
            Thread.currentThread().setName("tandem-willed");
        }
        while (made) {
            LockSupport.park(this); // the system forgets what a thread has asked for when the thread ends
        }
    }
}
