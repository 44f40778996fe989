package dev.tandem.internal.worker;

import dev.tandem.internal.wire.Region;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The way out for log records, should there ever be any: nothing of logging is loaded before the first one is made. On
 * the start path of a worker, which only leaves here what it will take then.
 */
final class LogGate {
    /** Set once, before there is code of users. */
    private static volatile @Nullable LogGate instance;

    private final ControlChannel control;
    private final Preparation preparation;
    private final StandardStreams streams;
    private final String levels;

    /** Made by the first record. Guarded by {@code this}. */
    private @Nullable LogSender sender;

    private LogGate(ControlChannel control, Preparation preparation, StandardStreams streams, String levels) {
        this.control = control;
        this.preparation = preparation;
        this.streams = streams;
        this.levels = levels;
    }

    /** Opens the way. */
    static void open(ControlChannel control, Preparation preparation, StandardStreams streams, String levels) {
        instance = new LogGate(control, preparation, streams, levels);
    }

    /** The levels of the loggers, as properties; none before the way is open. */
    static String levels() {
        LogGate gate = instance;
        return gate == null ? "" : gate.levels;
    }

    /** What sends records, or null before the way is open. */
    static @Nullable LogSender sender() throws IOException {
        LogGate gate = instance;
        return gate == null ? null : gate.neededSender();
    }

    private synchronized LogSender neededSender() throws IOException {
        LogSender known = sender;
        if (known == null) {
            Region region = preparation.await().get(0);
            known = new LogSender(control, region, streams);
            streams.logs(known);
            sender = known;
        }
        return known;
    }
}
