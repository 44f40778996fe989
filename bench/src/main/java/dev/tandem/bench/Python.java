package dev.tandem.bench;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A {@code python3} of this machine and a copy of our script for it, in a directory of its own that goes with this JVM.
 *
 * @param interpreter the interpreter
 * @param script the copy of the script
 * @param version what it is, or the module that it was asked for, with its version
 */
record Python(Path interpreter, Path script, String version) {
    /** What the report says where there is no figure. */
    static final String MISSING = "no working python3 on the PATH";

    /** Where a system's own interpreter is, which has the modules that the system has installed. */
    private static final Path OF_SYSTEM = Path.of("/usr/bin/python3");

    private static final long ANSWER_SECONDS = 60;

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
        return new Python(interpreter.get(), script, "").answering("version");
    }

    /** Starts the script for one measurement. */
    ProcessBuilder command(List<String> arguments) {
        // -B: no cache of compiled files beside the script; -s -E: what users have set up for themselves stays out
        List<String> words = new ArrayList<>(List.of(interpreter.toString(), "-B", "-s", "-E", script.toString()));
        words.addAll(arguments);
        return new ProcessBuilder(words);
    }

    /** This interpreter, or else the system's own, with a module that it has. */
    Optional<Python> with(String module) throws IOException {
        for (Path candidate : List.of(interpreter, OF_SYSTEM)) {
            Optional<Python> python = new Python(candidate, script, version).answering("has", module);
            if (python.isPresent()) {
                return python;
            }
        }
        return Optional.empty();
    }

    /** The same with what it answers as its version; empty if it does not. */
    private Optional<Python> answering(String... question) throws IOException {
        return ask(question).map(said -> new Python(interpreter, script, said));
    }

    /** What the script prints; empty if it does not work, which the report says in its own words. */
    private Optional<String> ask(String... question) throws IOException {
        Process process;
        try {
            process = command(List.of(question))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException cannotStart) {
            return Optional.empty();
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        return process.exitValue() == 0 && !said.isEmpty() ? Optional.of(said) : Optional.empty();
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

    private static Path newDirectory() throws IOException {
        Path directory = Files.createTempDirectory("bench-of-tandem-");
        directory.toFile().deleteOnExit(); // after what is registered later, so it is empty by then
        return directory;
    }
}
