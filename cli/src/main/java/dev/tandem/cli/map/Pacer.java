package dev.tandem.cli.map;

import dev.tandem.RateLimit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Lets items start at a limited rate, in the order in which they come. It waits in a thread of its own, and the run goes on. */
final class Pacer {
    private final RateLimit limit;
    private final Consumer<Job> turn;
    private final BlockingQueue<Job> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "tandem-map-pace");

    /**
     * @param turn is told whose turn it is, in the pacer's thread
     */
    Pacer(RateLimit limit, Consumer<Job> turn) {
        this.limit = limit;
        this.turn = turn;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void add(Job job) {
        waiting.add(job);
    }

    /** Gives no more turns. */
    void stop() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                Job job = waiting.take();
                limit.acquire();
                turn.accept(job);
            }
        } catch (InterruptedException e) {
            // stopped
        }
    }
}
