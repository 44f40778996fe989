package dev.tandem.internal.platform;

import dev.tandem.WorkerId;
import dev.tandem.WorkerLogs;
import java.util.Optional;

/**
 * Gives workers' log records to the loggers of this process: to {@code java.util.logging} itself if that is what
 * {@link System.Logger} logs to, otherwise to {@link System.Logger}. Messages are finished: nothing is looked up or
 * replaced in them.
 */
public final class LoggerLogs implements WorkerLogs {
    /** Gives records to loggers. */
    public static final LoggerLogs INSTANCE = new LoggerLogs();

    /** Takes no records: it stands for leaving them to the workers, and is never called. */
    public static final WorkerLogs IN_WORKERS = entry -> {};

    private LoggerLogs() {}

    /** Found out when it is first needed. */
    private static final class Backend {
        /** Whether {@code java.util.logging} is behind the loggers of this process. */
        static final boolean IS_JUL = isJul();

        private static boolean isJul() {
            Module module = System.LoggerFinder.getLoggerFinder().getClass().getModule();
            return "java.logging".equals(module.getName());
        }
    }

    /**
     * The levels of workers' loggers, as properties of {@code java.util.logging}: those of the loggers of this process as
     * far as they are known, otherwise INFO.
     */
    public static String levels(Optional<System.Logger.Level> lowest) {
        if (lowest.isPresent()) {
            return ".level=" + severity(lowest.get()) + "\n";
        }
        return Backend.IS_JUL ? JulLogs.levels() : ".level=" + severity(System.Logger.Level.INFO) + "\n";
    }

    private static int severity(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Integer.MIN_VALUE;
            case TRACE -> 400;
            case DEBUG -> 500;
            case INFO -> 800;
            case WARNING -> 900;
            case ERROR -> 1000;
            case OFF -> Integer.MAX_VALUE;
        };
    }

    /** The level that comes next below a level of {@code java.util.logging}. */
    public static System.Logger.Level level(int severity) {
        if (severity >= 1000) {
            return System.Logger.Level.ERROR;
        } else if (severity >= 900) {
            return System.Logger.Level.WARNING;
        } else if (severity >= 800) {
            return System.Logger.Level.INFO;
        }
        return severity >= 500 ? System.Logger.Level.DEBUG : System.Logger.Level.TRACE;
    }

    @Override
    public void onEntry(Entry entry) {
        String message = prefixed(entry.worker(), entry.task(), entry.message());
        if (Backend.IS_JUL) {
            JulLogs.log(entry, message);
            return;
        }
        System.Logger logger = System.getLogger(entry.logger());
        if (logger.isLoggable(entry.level())) {
            logger.log(entry.level(), message, entry.thrown().orElse(null));
        }
    }

    /** A text with the worker and the task that it comes from. */
    static String prefixed(WorkerId worker, Optional<String> task, String text) {
        return "[worker " + worker.number() + (task.isEmpty() ? "" : ", " + task.get()) + "] " + text;
    }
}
