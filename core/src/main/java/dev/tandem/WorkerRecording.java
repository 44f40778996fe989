package dev.tandem;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where and what workers record of themselves with JDK Flight Recorder.
 *
 * @param directory where the files go
 * @param settings what is recorded: {@code default}, {@code profile}, or the path of a settings file
 * @see ProcessPoolOptions#recordWorkers(Path, String)
 * @since 0.1
 */
public record WorkerRecording(Path directory, String settings) {
    static final String DEFAULT_SETTINGS = "default";

    /**
     * Checks the values.
     *
     * @param directory where the files go
     * @param settings what is recorded: {@code default}, {@code profile}, or the path of a settings file
     * @throws IllegalArgumentException if the settings are blank or have a comma
     */
    public WorkerRecording {
        Objects.requireNonNull(directory, "directory");
        Checks.requireText("settings", settings);
        Checks.require(
                settings.indexOf(',') < 0,
                () -> "settings must be one name or path, without a comma: settings='" + settings + "'");
    }
}
