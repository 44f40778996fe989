package dev.tandem.internal.platform;

import dev.tandem.WorkerOutput;
import java.util.Objects;

/** Gives workers' lines to a logger. The text is the finished message, whatever is in it. */
public final class LoggerOutput implements WorkerOutput {
    private final System.Logger logger;
    private final System.Logger.Level out;
    private final System.Logger.Level err;

    /** Gives lines to this logger at these levels. */
    public LoggerOutput(System.Logger logger, System.Logger.Level out, System.Logger.Level err) {
        this.logger = Objects.requireNonNull(logger, "logger");
        this.out = Objects.requireNonNull(out, "out");
        this.err = Objects.requireNonNull(err, "err");
    }

    @Override
    public void onLine(Line line) {
        System.Logger.Level level = line.stream() == Stream.OUT ? out : err;
        if (logger.isLoggable(level)) {
            logger.log(level, LoggerLogs.prefixed(line.worker(), line.task(), line.text()));
        }
    }
}
