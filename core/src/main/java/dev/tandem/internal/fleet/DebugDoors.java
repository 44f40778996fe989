package dev.tandem.internal.fleet;

import dev.tandem.WorkerDebug;
import dev.tandem.WorkerId;
import dev.tandem.WorkerOutput;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Lets debuggers into the workers of a pool, at ports of the loopback address, and finds out at which. Thread-safe.
 */
/*
 * The agent of the JVM prints at which port it listens, before anything of the worker runs. It is the only way to learn the
 * port if the worker waits for a debugger. That line is taken out of the output and said on standard error, where people
 * and IDEs look for it.
 *
 * The agent prints such a line again when a debugger has gone, and at another port if any would do. But so may any task:
 * only the first line counts, which comes before there are tasks, so that nobody is led to a port that one has made up.
 * Later ones are output like all others.
 */
final class DebugDoors {
    private static final String LISTENING = "Listening for transport dt_socket at address: ";

    /** No debugger on another machine gets in. */
    private static final String HOST = "127.0.0.1";

    private final WorkerDebug options;

    /** Is told where a worker can be attached to. */
    private final BiConsumer<WorkerId, InetSocketAddress> onAddress;

    /** The ports in use, counted from the first one, and who has which. Guarded by {@code this}. */
    private final BitSet taken = new BitSet();

    private final Map<Integer, Integer> byWorker = new HashMap<>();

    DebugDoors(WorkerDebug options, BiConsumer<WorkerId, InetSocketAddress> onAddress) {
        this.options = options;
        this.onAddress = onAddress;
    }

    /** The flag that opens the door of a worker. */
    String flag(int worker) {
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=" + (options.suspend() ? "y" : "n") + ",address="
                + HOST + ":" + port(worker);
    }

    private synchronized int port(int worker) {
        if (options.firstPort().isEmpty()) {
            return 0; // any that is free
        }
        int place = taken.nextClearBit(0);
        taken.set(place);
        byWorker.put(worker, place);
        return options.firstPort().getAsInt() + place;
    }

    /** A worker is gone, and its port free. */
    synchronized void ended(int worker) {
        Integer place = byWorker.remove(worker);
        if (place != null) {
            taken.clear(place);
        }
    }

    /** Whether the door of a worker may be at a port: any will do, unless it was given one. */
    private synchronized boolean mayBeAt(int worker, int port) {
        Integer place = byWorker.get(worker);
        return place == null || options.firstPort().getAsInt() + place == port;
    }

    /** The output of a worker, without what the agent says. */
    WorkerOutput listening(WorkerOutput output) {
        return new Listening(output);
    }

    private final class Listening implements WorkerOutput {
        private final WorkerOutput output;

        /** Whether the agent has spoken. Used by the thread that reads standard output. */
        private boolean isTold;

        Listening(WorkerOutput output) {
            this.output = output;
        }

        @Override
        public void onLine(Line line) {
            int port = line.stream() == Stream.OUT && !isTold && line.task().isEmpty() ? parse(line.text()) : 0;
            if (port == 0 || !mayBeAt(line.worker().number(), port)) {
                output.onLine(line);
                return;
            }
            isTold = true;
            System.err.println("[worker " + line.worker().number() + "] " + line.text());
            onAddress.accept(line.worker(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        /** The port that a line tells, 0 for none. It is all that the agent says of the loopback address. */
        private static int parse(String text) {
            try {
                int port = text.startsWith(LISTENING)
                        ? Integer.parseInt(text.substring(LISTENING.length()).trim())
                        : 0;
                return port > 0 && port <= 65_535 ? port : 0;
            } catch (NumberFormatException e) {
                return 0; // somebody else has printed it
            }
        }
    }
}
