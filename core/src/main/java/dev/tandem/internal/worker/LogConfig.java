package dev.tandem.internal.worker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Sets up {@code java.util.logging} in a worker, when it is used first: records go to the parent, from those levels on
 * that the parent has. Made by the {@link LogManager}, which finds it by a system property.
 */
public final class LogConfig {
    /** The system property that names this class. */
    public static final String PROPERTY = "java.util.logging.config.class";

    /** Sets it up. */
    public LogConfig() throws IOException {
        String levels = LogGate.levels();
        String properties = "handlers=" + ForwardingHandler.class.getName() + "\n" + levels;
        byte[] bytes = properties.getBytes(StandardCharsets.ISO_8859_1); // of properties; other letters are escaped
        LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(bytes));
    }
}
