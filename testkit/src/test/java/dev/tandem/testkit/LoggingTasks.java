package dev.tandem.testkit;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Tasks that make log records. */
final class LoggingTasks {
    /** The logger of {@code java.util.logging}; below {@link #PARENT}. */
    static final String JUL = "tandem.test.logs.jul";

    /** The logger of {@link System.Logger}. */
    static final String SYSTEM = "tandem.test.logs.system";

    static final String PARENT = "tandem.test.logs";

    private LoggingTasks() {}

    static String logBoth(String text) {
        Logger.getLogger(JUL).log(Level.INFO, "jul {0} of {1}", new Object[] {text, "{1}"});
        System.getLogger(SYSTEM).log(System.Logger.Level.WARNING, "system {0}", text);
        return text;
    }

    static void logLevels() {
        Logger logger = Logger.getLogger(JUL);
        for (Level level :
                new Level[] {Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINEST}) {
            logger.log(level, level.getName());
        }
    }

    static void logFailure() {
        Logger.getLogger(JUL)
                .log(Level.SEVERE, "it failed", new IllegalStateException("outer", new ClassCastException("inner")));
    }

    static void logAndHalt() {
        Logger.getLogger(JUL).warning("about to halt");
        Runtime.getRuntime().halt(7);
    }

    static int logMany(int count) {
        Logger logger = Logger.getLogger(JUL);
        for (int i = 0; i < count; i++) {
            logger.info("record " + i);
        }
        return count;
    }

    /** Logs once under each of so many names, from a number on. */
    static int logUnderNames(int first, int count) {
        for (int i = first; i < first + count; i++) {
            Logger.getLogger(PARENT + ".name" + i).info("by " + i);
        }
        return count;
    }

    static int logLong(int characters) {
        Logger.getLogger(JUL).info("x".repeat(characters));
        return characters;
    }
}
