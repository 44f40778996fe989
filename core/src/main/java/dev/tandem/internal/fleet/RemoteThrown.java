package dev.tandem.internal.fleet;

import dev.tandem.internal.wire.LogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a log record for what was thrown in a worker, without being of its class: prints like it. Nothing is
 * deserialized for a line in a log.
 */
final class RemoteThrown extends Throwable {
    private static final long serialVersionUID = 1L;

    private final String text;

    private RemoteThrown(LogEntry.Thrown thrown, @Nullable Throwable cause) {
        super(thrown.text(), cause, false, true);
        this.text = thrown.text();
        setStackTrace(thrown.stack().toArray(StackTraceElement[]::new));
    }

    /** Something thrown with its causes, or null if nothing was. */
    static @Nullable RemoteThrown of(List<LogEntry.Thrown> thrown) {
        RemoteThrown made = null;
        for (int i = thrown.size() - 1; i >= 0; i--) {
            made = new RemoteThrown(thrown.get(i), made);
        }
        return made;
    }

    /** As the original: the name of its class is part of the text. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return text;
    }
}
