package dev.tandem.internal.worker;

import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.ProtocolException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the parent for classes and resources, and waits for the answers. Any thread may ask; the control thread hands over
 * the answers, and never asks: nobody would hand over to it.
 */
class Fetcher {
    /** How many threads ask at a time; more wait for their turn. Less than what the parent takes for an attack. */
    private static final int MOST = Fetch.MOST / 2;

    private final ControlChannel control;

    /** The questions that were not answered yet, and the answers that nobody has taken yet. Guarded by {@code this}. */
    private final Map<Integer, @Nullable Fetched> open = new HashMap<>();

    private int last;

    Fetcher(ControlChannel control) {
        this.control = control;
    }

    /**
     * Asks, and waits for as long as it takes: the parent kills this process if its task may not wait so long. An
     * interrupt is kept for later, since a class that could not be loaded once is never found again by who needs it.
     */
    Fetched ask(Fetch.Kind kind, int origin, String name) {
        boolean[] interrupted = new boolean[1];
        int number = begin(interrupted);
        try {
            send(new Fetch(number, kind, origin, name).toFrame());
            return await(number, interrupted);
        } catch (IOException e) {
            return Fetched.nothing(
                    number, "class or resource " + name + " cannot be asked for: the pool's process is gone");
        } finally {
            end(number);
            if (interrupted[0]) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void send(Frame frame) throws IOException {
        control.send(frame);
    }

    private synchronized int begin(boolean[] interrupted) {
        while (open.size() >= MOST) {
            pause(interrupted);
        }
        last++;
        open.put(last, null);
        return last;
    }

    private synchronized Fetched await(int number, boolean[] interrupted) {
        while (true) {
            Fetched answer = open.get(number);
            if (answer != null) {
                return answer;
            }
            pause(interrupted);
        }
    }

    private synchronized void end(int number) {
        open.remove(number);
        notifyAll(); // one more may ask
    }

    /** Called with the lock held. */
    @SuppressWarnings("WaitNotInLoop") // its callers loop
    private void pause(boolean[] interrupted) {
        try {
            wait();
        } catch (InterruptedException e) {
            interrupted[0] = true;
        }
    }

    /** Hands over an answer. Called by the control thread. */
    synchronized void answered(Fetched answer) {
        if (!open.containsKey(answer.number())) {
            throw new ProtocolException("answer without a question: number=" + answer.number());
        }
        open.put(answer.number(), answer);
        notifyAll();
    }
}
