package dev.tandem.docs;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * What sessions find: {@code tandem}, {@code java} and {@code jshell} on the PATH, and in {@code $SAMPLES}, for commands that are
 * not shown, the jar of the library, {@code app.jar} and scripts.
 */
final class SessionTools {
    /** As many workers everywhere; an archive of classes would be made for each session anew. */
    private static final String COMMAND_FLAGS = "-Xmx256m -XX:ActiveProcessorCount=2 -Dtandem.archive=false";

    private static final String COMMAND = "dev.tandem.cli.TandemCommand";

    private final Path programs;
    private final Path samples;
    private final Path classes;

    /**
     * Makes them.
     *
     * @param directory an empty directory for them
     * @param command the class path of the command, the library first
     * @param sources sources of {@code app.jar}, and scripts
     */
    SessionTools(Path directory, List<Path> command, Path sources) throws IOException {
        programs = Files.createDirectories(directory.resolve("tools"));
        samples = Files.createDirectories(directory.resolve("samples"));
        String[] small = {"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=\"$TMPDIR\""};
        classes = Files.createDirectories(directory.resolve("classes"));
        script("java", "java", String.join(" ", small));
        script("jshell", "jshell", "-J" + String.join(" -J", small) + " -R" + String.join(" -R", small));
        script(
                "tandem",
                "java",
                String.join(" ", small) + " " + COMMAND_FLAGS + " -cp '" + jars(command) + "' " + COMMAND);
        compile(sources);
    }

    /** The directory of the programs. */
    Path programs() {
        return programs;
    }

    /** The directory of the samples. */
    Path samples() {
        return samples;
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

    /** Makes a program that starts one of the JDK: its JVMs are small, and leave nothing outside of the session. */
    private void script(String name, String program, String arguments) throws IOException {
        Path real = Path.of(System.getProperty("java.home"), "bin", program);
        Path script =
                Files.writeString(programs.resolve(name), "#!/bin/sh\nexec '" + real + "' " + arguments + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void compile(Path sources) throws IOException {
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
