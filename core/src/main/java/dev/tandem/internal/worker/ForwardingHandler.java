package dev.tandem.internal.worker;

import dev.tandem.internal.wire.LogEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Sends log records to the parent. Made by the {@link java.util.logging.LogManager}. */
public final class ForwardingHandler extends Handler {
    private static final int MOST_CAUSES = 8;

    private final SimpleFormatter formatter = new SimpleFormatter();

    /** Makes a handler for records of every level: loggers choose. */
    public ForwardingHandler() {}

    @Override
    public void publish(@Nullable LogRecord logRecord) {
        if (logRecord == null || !isLoggable(logRecord)) {
            return;
        }
        try {
            LogSender sender = LogGate.sender();
            if (sender == null) { // an agent logs before there is a parent
                System.err.print(formatter.format(logRecord));
            } else {
                sender.send(entry(logRecord, sender.owner()));
            }
        } catch (IOException | RuntimeException e) { // of a parameter, most likely
            reportError("a log record could not be sent: " + logRecord.getMessage(), e, ErrorManager.WRITE_FAILURE);
        }
    }

    private LogEntry entry(LogRecord made, long owner) {
        return new LogEntry(
                owner,
                made.getInstant(),
                made.getLevel().intValue(),
                text(made.getLoggerName()),
                source(made),
                Thread.currentThread().getName(),
                text(formatter.formatMessage(made)),
                thrown(made.getThrown()));
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String source(LogRecord made) {
        String type = text(made.getSourceClassName());
        String method = text(made.getSourceMethodName());
        return method.isEmpty() ? type : type + " " + method;
    }

    private static List<LogEntry.Thrown> thrown(@Nullable Throwable first) {
        List<LogEntry.Thrown> all = new ArrayList<>();
        for (Throwable each = first; each != null && all.size() < MOST_CAUSES; each = each.getCause()) {
            all.add(new LogEntry.Thrown(each.toString(), List.of(each.getStackTrace())));
        }
        return all;
    }

    /** Every record is sent at once. */
    @Override
    public void flush() {}

    /** Leaves the way open: it is the worker's. */
    @Override
    public void close() {}
}
