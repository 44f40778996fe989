package dev.tandem.docs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Runs the sessions of pages with bash, and compares what they print with what is shown.
 *
 * <pre>
 * Page
 *   Session    a block whose commands begin with $, and those that continue it
 *     Part     a block, with what comes before it and is not shown
 *       Step   a command, and the lines that are shown after it
 * SessionScript  what bash is given
 * SessionRun     runs it, and judges what each step has printed (ShownLines)
 * CommandLines   the call of tandem in a session that is not run, or anywhere else on a page: has the command such options?
 * </pre>
 */
final class SessionCheck {
    /** Most sessions wait for the start of JVMs, the longest ones for time limits. */
    private static final int AT_ONCE = 3;

    /** For each block, unless given. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Duration limit;
    private final Path directory;
    private final Path tools;
    private final Path samples;

    /**
     * A check.
     *
     * @param directory an empty directory for what it makes
     * @param sources sources of the sample jar, and scripts that hidden commands use
     * @param library classes or jar of the library
     */
    SessionCheck(Path directory, Path sources, Path library) throws IOException {
        this(directory, sources, library, LIMIT);
    }

    SessionCheck(Path directory, Path sources, Path library, Duration limit) throws IOException {
        this.limit = limit;
        this.directory = directory;
        tools = Files.createDirectories(directory.resolve("tools"));
        samples = Files.createDirectories(directory.resolve("samples"));
        script("java", "");
        script("tandem", "-cp '" + System.getProperty("java.class.path") + "' dev.tandem.cli.TandemCommand ");
        sample(sources);
        if (Files.isDirectory(library)) {
            jar(library, samples.resolve("tandem.jar"));
        } else {
            Files.copy(library, samples.resolve("tandem.jar"));
        }
    }

    /** Runs the sessions and returns what is wrong with them, each with page and line. */
    List<String> problems(List<Session> sessions) throws Exception {
        List<Session> longestFirst = new ArrayList<>(sessions);
        longestFirst.sort(Comparator.comparing((Session session) -> -session.parts().size()));
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<List<String>>> runs = new ArrayList<>();
            for (Session session : longestFirst) {
                Path own = directory.resolve("session-" + runs.size());
                runs.add(() -> new SessionRun(session, own, limit).problems(tools, samples));
            }
            List<String> problems = new ArrayList<>();
            for (Future<List<String>> run : threads.invokeAll(runs)) {
                problems.addAll(run.get());
            }
            return problems;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Whether there is such a program. */
    static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    /** Makes a program that runs Java with small JVMs, which leave nothing outside of the session's directory. */
    private void script(String name, String arguments) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = Files.writeString(
                tools.resolve(name),
                "#!/bin/sh\nexec '" + java + "' -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                        + " -Djava.io.tmpdir=\"$TMPDIR\" -Dtandem.archive=false " + arguments + "\"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void sample(Path sources) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-g", "-d", classes.toString()));
        for (Path file : files(sources)) {
            if (file.toString().endsWith(".java")) {
                arguments.add(file.toString());
            } else {
                Files.copy(file, samples.resolve(file.getFileName()));
            }
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new IllegalStateException("the sample does not compile: " + arguments);
        }
        jar(classes, samples.resolve("app.jar"));
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file)) {
            for (Path each : files(classes)) {
                entries.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, entries);
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
