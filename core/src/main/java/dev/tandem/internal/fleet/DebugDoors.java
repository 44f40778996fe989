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
 * The agent of the JVM prints at which port it listens, before anything of the worker runs, and does so again when a
 * debugger has gone: then it may be another port. It is the only way to learn the port if the worker waits for a debugger.
 * Those lines are taken out of the output and said on standard error, where people and IDEs look for them.
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

    /** The output of a worker, without what the agent says. */
    WorkerOutput listening(WorkerOutput output) {
        return new Listening(output);
    }

    private final class Listening implements WorkerOutput {
        private final WorkerOutput output;

        /** The port that was told last. Used by the thread that reads standard output. */
        private int port;

        Listening(WorkerOutput output) {
            this.output = output;
        }

        @Override
        public void onLine(Line line) {
            boolean isOfAgent = line.stream() == Stream.OUT && line.text().startsWith(LISTENING);
            int said = isOfAgent ? parsePort(line.text().substring(LISTENING.length())) : 0;
            if (said == 0) {
                output.onLine(line);
                return;
            }
            System.err.println("[worker " + line.worker().number() + "] " + line.text());
            if (said != port) {
                port = said;
                onAddress.accept(line.worker(), new InetSocketAddress(InetAddress.getLoopbackAddress(), said));
            }
        }

        private static int parsePort(String text) {
            try {
                int port = Integer.parseInt(text.trim());
                return port > 0 && port <= 65_535 ? port : 0;
            } catch (NumberFormatException e) {
                return 0; // somebody else has printed it
            }
        }
    }
}
