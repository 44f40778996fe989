package dev.tandem.internal.platform;

import dev.tandem.WorkerLogs;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The loggers of {@code java.util.logging}: a module that may be missing, and then this class is not loaded. */
final class JulLogs {
    /** Longer would not travel. What is left out has the level of its parent. */
    private static final int LONGEST = 20_000;

    /** Those that the JDK has, highest first. What workers say is not made a level of: each stays for ever. */
    private static final List<Level> LEVELS =
            List.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINER, Level.FINEST);

    private JulLogs() {}

    /** The levels that loggers of this process were given, as properties. */
    static String levels() {
        LogManager manager = LogManager.getLogManager();
        Properties levels = new Properties();
        int length = 0;
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger = manager.getLogger(name);
            Level level = logger == null ? null : logger.getLevel();
            if (level != null
                    && (length += 6 * name.length() + 20) < LONGEST) { // if all letters are written as numbers
                levels.setProperty(name + ".level", Integer.toString(level.intValue()));
            }
        }
        StringWriter text = new StringWriter();
        try {
            levels.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static void log(WorkerLogs.Entry entry, String message) {
        Logger logger = Logger.getLogger(entry.logger());
        Level level = level(entry.severity());
        if (!logger.isLoggable(level)) {
            return;
        }
        LogRecord record = new LogRecord(level, message); // without parameters: then nothing in it is replaced
        record.setLoggerName(entry.logger());
        record.setInstant(entry.time());
        record.setSourceClassName(entry.source().orElse(null));
        record.setSourceMethodName(null);
        record.setThrown(entry.thrown().orElse(null));
        logger.log(record);
    }

    private static Level level(int severity) {
        for (Level level : LEVELS) {
            if (severity >= level.intValue()) {
                return level;
            }
        }
        return Level.FINEST;
    }
}
