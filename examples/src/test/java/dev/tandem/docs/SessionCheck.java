package dev.tandem.docs;

import java.io.File;
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
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** As many workers everywhere; an archive of classes would be made for each session anew. */
    private static final String COMMAND_FLAGS = "-Xmx256m -XX:ActiveProcessorCount=2 -Dtandem.archive=false";

    private static final String COMMAND = "dev.tandem.cli.TandemCommand";

    private final Duration limit;
    private final Path directory;
    private final Path tools;
    private final Path samples;

    /**
     * A check.
     *
     * @param directory an empty directory for what it makes
     * @param sources sources of the sample jar, and scripts that hidden commands use
     * @param command the class path of the command, the library first
     */
    SessionCheck(Path directory, Path sources, List<Path> command) throws IOException {
        this(directory, sources, command, LIMIT);
    }

    SessionCheck(Path directory, Path sources, List<Path> command, Duration limit) throws IOException {
        this.limit = limit;
        this.directory = directory;
        tools = Files.createDirectories(directory.resolve("tools"));
        samples = Files.createDirectories(directory.resolve("samples"));
        String[] small = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=\"$TMPDIR\""};
        script("java", "java", String.join(" ", small));
        script("jshell", "jshell", "-J" + String.join(" -J", small) + " -R" + String.join(" -R", small));
        script(
                "tandem",
                "java",
                String.join(" ", small) + " " + COMMAND_FLAGS + " -cp '" + jars(command) + "' " + COMMAND);
        sample(sources);
    }

    /** Has jars, as readers have them. */
    private String jars(List<Path> classPath) throws IOException {
        List<String> jars = new ArrayList<>();
        for (Path each : classPath) {
            Path jar = samples.resolve(jars.isEmpty() ? "tandem.jar" : "tandem-" + jars.size() + ".jar");
            if (Files.isDirectory(each)) {
                jar(each, jar);
            } else {
                Files.copy(each, jar);
            }
            jars.add(jar.toString());
        }
        return String.join(File.pathSeparator, jars);
    }

    /** Runs the sessions and returns what is wrong with them, each with page and line. */
    List<String> problems(List<Session> sessions) throws Exception {
        List<Session> longestFirst = new ArrayList<>(sessions);
        longestFirst.sort(
                Comparator.comparing((Session session) -> -session.parts().size()));
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

    /** Makes a program that starts one of the JDK: its JVMs are small, and leave nothing outside of the session. */
    private void script(String name, String program, String arguments) throws IOException {
        Path real = Path.of(System.getProperty("java.home"), "bin", program);
        Path script =
                Files.writeString(tools.resolve(name), "#!/bin/sh\nexec '" + real + "' " + arguments + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void sample(Path sources) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-g", "-d", classes.toString()));
        int withoutFiles = arguments.size();
        for (Path file : files(sources)) {
            if (file.toString().endsWith(".java")) {
                arguments.add(file.toString());
            } else {
                Files.copy(file, samples.resolve(file.getFileName()));
            }
        }
        if (arguments.size() > withoutFiles
                && ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
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
