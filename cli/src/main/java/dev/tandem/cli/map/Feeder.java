package dev.tandem.cli.map;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Reads inputs in a thread of its own, one for each credit that the run gives: a read may wait for a terminal or a pipe,
 * and nothing else shall wait with it. Passes over what an earlier run has done.
 */
final class Feeder {
    /** Is told what was read, in the feeder's thread. */
    interface Receiver {
        void onInput(long seq, Input input);

        /** An input that is done since an earlier run. */
        void onSkipped();

        /**
         * There are no more inputs.
         *
         * @param count how many there were, those that were passed over included
         */
        void onEnd(long count);

        void onFailure(Throwable failure);
    }

    private final ItemSource source;
    private final Optional<LoggedJobs> logged;
    private final boolean failedAgain;
    private final Receiver receiver;
    private final Semaphore credits = new Semaphore(0);

    /** Written by the run, read by the feeder's thread when it has got a credit. */
    private volatile boolean stopped;

    /**
     * @param logged what an earlier run has done
     * @param failedAgain whether that is without those that failed
     */
    Feeder(ItemSource source, Optional<LoggedJobs> logged, boolean failedAgain, Receiver receiver) {
        this.source = source;
        this.logged = logged;
        this.failedAgain = failedAgain;
        this.receiver = receiver;
    }

    void start() {
        Thread thread = new Thread(this::run, "tandem-map-input");
        thread.setDaemon(true); // may be waiting for input when all is over
        thread.start();
    }

    /** Allows more inputs to be read. */
    void grant(int inputs) {
        credits.release(inputs);
    }

    /** Lets nothing more be read; a read that waits goes on waiting, in a daemon thread. */
    void stop() {
        stopped = true;
        credits.release();
    }

    private void run() {
        try (source) {
            long seq = 0;
            credits.acquire();
            while (!stopped) {
                Optional<Input> next = source.next();
                if (next.isEmpty()) {
                    break;
                }
                seq++;
                if (isDone(seq, next.get())) {
                    receiver.onSkipped();
                } else {
                    receiver.onInput(seq, next.get());
                    credits.acquire();
                }
            }
            receiver.onEnd(seq);
        } catch (IOException | RuntimeException | Error e) { // such as an input that does not fit into the heap
            receiver.onFailure(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private boolean isDone(long seq, Input input) {
        return logged.isPresent() && logged.get().isDone(seq, input, failedAgain);
    }
}
