package dev.tandem.bench;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The machine's {@code python3} and a copy of our script for it, in a directory of its own that goes with this JVM.
 *
 * @param interpreter the {@code python3} that was found first on the path
 * @param script the copy of the script
 * @param version the implementation and its version, as Python says
 */
record Python(Path interpreter, Path script, String version) {
    /** What the report says where there is no figure. */
    static final String MISSING = "no working python3 on the PATH";

    /** Looks for {@code python3} on the path; empty if there is none, or if it does not start. */
    static Optional<Python> find() throws IOException {
        Optional<Path> interpreter = onPath();
        if (interpreter.isEmpty()) {
            return Optional.empty();
        }
        Path script = newDirectory().resolve("peer.py");
        script.toFile().deleteOnExit();
        try (InputStream resource = Python.class.getResourceAsStream("peer.py")) {
            if (resource == null) {
                throw new FileNotFoundException("peer.py is missing beside " + Python.class);
            }
            Files.copy(resource, script);
        }
        return version(interpreter.get(), script).map(text -> new Python(interpreter.get(), script, text));
    }

    /** Starts the script for one measurement. */
    ProcessBuilder command(List<String> arguments) {
        return command(interpreter, script, arguments);
    }

    private static Optional<Path> onPath() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String directory : path.split(File.pathSeparator)) {
            for (String name : List.of("python3", "python3.exe")) {
                Path candidate = Path.of(directory, name);
                if (Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> version(Path interpreter, Path script) throws IOException {
        Process process;
        try {
            process = command(interpreter, script, List.of("version")).start();
        } catch (IOException cannotStart) { // the report says that there is none
            return Optional.empty();
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return said.isEmpty() ? Optional.empty() : Optional.of(said);
    }

    private static ProcessBuilder command(Path interpreter, Path script, List<String> arguments) {
        // -B: no cache of compiled files beside the script; -s -E: what users have set up for themselves stays out
        ProcessBuilder command = new ProcessBuilder(interpreter.toString(), "-B", "-s", "-E", script.toString());
        command.command().addAll(arguments);
        return command.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static Path newDirectory() throws IOException {
        Path directory = Files.createTempDirectory("tandem-bench-");
        directory.toFile().deleteOnExit(); // after what is registered later, so it is empty by then
        return directory;
    }
}
