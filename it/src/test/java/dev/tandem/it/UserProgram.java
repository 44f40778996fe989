package dev.tandem.it;

import dev.tandem.PoolExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** A program as a user would write it, compiled against the built jar and run in a JVM of its own. */
final class UserProgram {
    /** What such a program says when all went well. */
    static final String EXPECTED = "sum=332833500 captured=42 record=Point[x=4, y=2]";

    private static final String SOURCE = """
            package demo;

            import dev.tandem.PoolExecutor;
            import dev.tandem.ProcessPoolExecutor;
            import dev.tandem.TaskFuture;
            import java.io.Serializable;
            import java.util.stream.IntStream;

            public final class Main {
                record Point(int x, int y) implements Serializable {}

                static int square(int n) {
                    return n * n;
                }

                public static void main(String[] args) throws Exception {
                    int captured = 40;
                    long sum = 0;
                    try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
                        for (int square : pool.map(Main::square, IntStream.range(0, 1000).boxed())) {
                            sum += square;
                        }
                        TaskFuture<Integer> lambda = pool.submit(() -> captured + 2);
                        TaskFuture<Point> record = pool.submit(p -> new Point(p.y(), p.x()), new Point(2, 4));
                        System.out.println("sum=" + sum + " captured=" + lambda.get() + " record=" + record.get());
                    }
                }
            }
            """;

    private final Path directory;

    UserProgram(Path directory) {
        this.directory = directory;
    }

    /** The library as it was built. */
    static Path tandemJar() {
        try {
            return Path.of(PoolExecutor.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compiles the usual program as a plain class path program. */
    Path classes() {
        return compile("classes", List.of("-cp", tandemJar().toString()), source("Main.java", SOURCE));
    }

    /** Compiles the usual program as a named module. */
    Path module() {
        return compile(
                "module",
                List.of("-p", tandemJar().toString()),
                source("module-info.java", "module demo { requires dev.tandem; }"),
                source("Main.java", SOURCE));
    }

    /** Compiles another program, {@code demo.Main} with this body of its main method. */
    Path classesOf(String mainBody) {
        String text = "package demo; import dev.tandem.*; public final class Main {"
                + " public static void main(String[] args) throws Exception {" + mainBody + "} }";
        return compile("classes", List.of("-cp", tandemJar().toString()), source("Main.java", text));
    }

    private Path source(String name, String text) {
        try {
            Path file = Files.createDirectories(directory.resolve("source")).resolve(name);
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path compile(String name, List<String> options, Path... sources) {
        Path output = directory.resolve(name);
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("--release", "17", "-d", output.toString()));
        for (Path file : sources) {
            arguments.add(file.toString());
        }
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        if (javac.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the user's program does not compile: " + arguments);
        }
        return output;
    }

    /** Packs classes into a jar whose manifest names the library. */
    Path executableJar(Path classes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "demo.Main");
        manifest.getMainAttributes()
                .put(Attributes.Name.CLASS_PATH, tandemJar().toUri().toString());
        Path jar = directory.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    /**
     * What a program did.
     *
     * @param exitCode its exit code
     * @param output what it printed, standard error included
     */
    record Run(int exitCode, String output) {}

    /** Runs {@code java} with arguments, in the program's directory. */
    Run java(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(50, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("the program did not end: " + Files.readString(output));
        }
        return new Run(
                process.exitValue(),
                Files.readString(output, StandardCharsets.UTF_8).strip());
    }
}
