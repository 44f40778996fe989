package dev.tandem.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.it.Launch.Run;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** A program as a user would write it, compiled against the built jar, to be run in a JVM of its own. */
final class UserProgram {
    /** What the usual program says when all went well. */
    static final String EXPECTED = "sum=332833500 captured=42 record=Point[x=4, y=2]";

    /** The usual program: the module {@code it-demo} packs it, too. */
    private static final Path SOURCE = Path.of("..", "it-demo", "src", "main", "java", "demo", "Main.java");

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

    /** The usual program has ended, and well. */
    static void assertRan(Run run) {
        assertThat(run.output()).isEqualTo(EXPECTED);
        assertThat(run.exitCode()).isZero();
    }

    static String usualSource() {
        try {
            return Files.readString(SOURCE);
        } catch (IOException e) {
            throw new IllegalStateException("the usual program is not there", e);
        }
    }

    /** A class path of the library and these entries. */
    static String withTandem(Path... entries) {
        StringBuilder path = new StringBuilder(tandemJar().toString());
        for (Path entry : entries) {
            path.append(File.pathSeparator).append(entry);
        }
        return path.toString();
    }

    /** Compiles the usual program as a plain class path program. */
    Path classes() throws IOException {
        return compile("classes", Map.of("demo/Main.java", usualSource()));
    }

    /** Compiles the usual program as a named module. */
    Path module() throws IOException {
        return compileModule(
                "module",
                List.of(),
                Map.of("module-info.java", "module demo { requires dev.tandem; }", "demo/Main.java", usualSource()));
    }

    /** Compiles another program, {@code demo.Main} with this body of its main method. */
    Path classesOf(String mainBody) throws IOException {
        String text = "package demo; import dev.tandem.*; public final class Main {"
                + " public static void main(String[] args) throws Exception {" + mainBody + "} }";
        return compile("classes", Map.of("demo/Main.java", text));
    }

    /**
     * Compiles sources against the library.
     *
     * @param name the name of the directory for the classes
     * @param sources their texts by the names of their files
     */
    Path compile(String name, Map<String, String> sources) throws IOException {
        return compile(name, List.of("--release", "17", "-cp", tandemJar().toString()), sources);
    }

    /** Compiles a module that may read the library. */
    Path compileModule(String name, List<String> options, Map<String, String> sources) throws IOException {
        List<String> all = new ArrayList<>(List.of("-p", tandemJar().toString()));
        all.addAll(options);
        return compile(name, all, sources);
    }

    /** Compiles sources with other options. */
    Path compile(String name, List<String> options, Map<String, String> sources) throws IOException {
        Path output = directory.resolve(name);
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-nowarn", "-d", output.toString()));
        Path root = directory.resolve("sources of " + name);
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = root.resolve(source.getKey());
            Files.createDirectories(file.getParent());
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        if (javac.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("the user's program does not compile: " + arguments);
        }
        return output;
    }

    /** Packs classes into a jar. */
    Path jar(String name, Path classes, Map<String, String> attributes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
        Path jar = directory.resolve(name);
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

    /** Packs the program into a jar whose manifest names the library. */
    Path executableJar(Path classes) throws IOException {
        return jar(
                "app.jar",
                classes,
                Map.of(
                        "Main-Class",
                        "demo.Main",
                        "Class-Path",
                        tandemJar().toUri().toString()));
    }

    /** Runs {@code java} with arguments, in the program's directory. */
    Run java(String... arguments) throws IOException, InterruptedException {
        return Launch.java(directory, arguments).run();
    }
}
