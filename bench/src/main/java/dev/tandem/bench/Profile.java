package dev.tandem.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * Where the recordings of a measurement go: this JVM's into a file, those of the workers into a directory beside it.
 *
 * @param file the file of this JVM
 * @param workers the directory of the workers; each leaves a file with its process id when it ends
 */
record Profile(Path file, Path workers) {
    /** How JFR samples; {@code profile} is the one of two that looks closer. */
    private static final String SETTINGS = "profile";

    static Profile into(Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        Path name = whole.getFileName();
        if (name == null) {
            throw new IOException("no file: " + file);
        }
        Path workers = whole.resolveSibling(name + ".workers");
        return new Profile(whole, Files.createDirectories(workers));
    }

    /** Has a worker's JVM record from its start to its end. */
    List<String> workerFlags() {
        return List.of("-XX:StartFlightRecording=settings=" + SETTINGS + ",dumponexit=true,filename=" + workers);
    }

    /** Starts to record this JVM; what it has is written when it is closed. */
    Recording start() throws IOException {
        try {
            Recording recording = new Recording(Configuration.getConfiguration(SETTINGS));
            recording.setDestination(file);
            recording.start();
            return recording;
        } catch (ParseException e) {
            throw new IOException("the JDK's settings for recordings cannot be read", e);
        }
    }
}
