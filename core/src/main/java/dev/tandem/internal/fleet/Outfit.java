package dev.tandem.internal.fleet;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.WorkerId;
import dev.tandem.WorkerOptions;
import dev.tandem.WorkerOutput;
import dev.tandem.internal.platform.LoggerLogs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of a pool are started with for those who look at them: a door for debuggers, a recording, and the way
 * of log records to this process. Thread-safe.
 */
final class Outfit {
    /** By these, users set up {@code java.util.logging} in workers themselves. */
    private static final List<String> LOG_PROPERTIES =
            List.of("java.util.logging.config.class", "java.util.logging.config.file", "java.util.logging.manager");

    private final ProcessPoolOptions options;
    private final boolean isForwarding;
    private final @Nullable DebugDoors doors;
    private final @Nullable Recordings recordings;

    /**
     * Prepares nothing.
     *
     * @param onAddress is told where a debugger can attach to a worker
     */
    Outfit(ProcessPoolOptions options, BiConsumer<WorkerId, InetSocketAddress> onAddress) {
        this.options = options;
        this.isForwarding = options.logs() != LoggerLogs.IN_WORKERS && !isLoggingSetUp(options.worker());
        this.doors =
                options.debug().map(debug -> new DebugDoors(debug, onAddress)).orElse(null);
        this.recordings = options.recording()
                .map(recording -> new Recordings(
                        recording, options.worker().workingDirectory().orElse(Path.of(""))))
                .orElse(null);
    }

    private static boolean isLoggingSetUp(WorkerOptions worker) {
        Map<String, String> properties = worker.systemProperties();
        List<String> flags = ParentFlags.given(worker);
        for (String property : LOG_PROPERTIES) {
            String flag = "-D" + property + "=";
            if (properties.containsKey(property) || flags.stream().anyMatch(each -> each.startsWith(flag))) {
                return true;
            }
        }
        return false;
    }

    /** The levels of a worker's loggers, as properties. */
    String logLevels() {
        return isForwarding ? LoggerLogs.levels(options.logLevel()) : "";
    }

    /** How a worker is launched. Called in the spawn thread. */
    WorkerOptions launch(int number) throws IOException {
        WorkerOptions launch = options.worker();
        if (isForwarding) {
            launch = launch.systemProperty(LOG_PROPERTIES.get(0), LaunchCommand.LOG_CONFIG);
        }
        if (recordings != null) {
            launch = launch.jvmFlags(recordings.flags(number).toArray(String[]::new));
        }
        return doors == null ? launch : launch.jvmFlags(doors.flag(number));
    }

    /** What becomes of what a worker prints. */
    WorkerOutput output() {
        return doors == null ? options.output() : doors.listening(options.output());
    }

    /** The process of a worker has ended, or could not be started: another one may have what it held. */
    void ended(int number) {
        if (doors != null) {
            doors.ended(number);
        }
    }

    /**
     * Keeps what an ended worker has left, which may take long.
     *
     * @param pid the process of its JVM
     */
    void keep(int number, long pid) {
        if (recordings != null) {
            recordings.ended(number, pid);
        }
    }

    /** Waits until what all workers have left is kept, for a time. */
    void awaitKept(long nanos) {
        if (recordings != null) {
            recordings.awaitSaved(nanos);
        }
    }
}
