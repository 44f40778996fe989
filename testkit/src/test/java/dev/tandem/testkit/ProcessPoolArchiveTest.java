package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ProcessPoolExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Archives of the workers' classes, as a program has them that gets the library as a jar. All other tests run without:
 * their directory for caches is none.
 */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 240)
@DisabledOnOs(OS.WINDOWS)
class ProcessPoolArchiveTest {
    private static final String LONG = "PT90S";
    private static final String SHORT = "PT0S";

    @TempDir
    private Path dir;

    private Path cache;
    private String classPath;

    /** Puts the library into a jar, and that into the place of its classes on the class path. */
    @BeforeEach
    void packLibrary() throws Exception {
        cache = Files.createDirectory(
                dir.resolve("cache"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path origin = Path.of(ProcessPoolExecutor.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = dir.resolve("library.jar");
        if (Files.isDirectory(origin)) {
            pack(origin, jar);
        } else {
            Files.copy(origin, jar);
        }
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            entries.add(entry.isEmpty() || !Path.of(entry).toAbsolutePath().equals(origin) ? entry : jar.toString());
        }
        classPath = String.join(":", entries);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }

    private ChildJvm parent(Path cacheHome, String... words) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(cacheHome.toString()));
        arguments.addAll(List.of(words));
        return ChildJvm.start(
                dir,
                classPath,
                Map.of("XDG_CACHE_HOME", cacheHome.toString()),
                ArchiveParent.class,
                arguments.toArray(String[]::new));
    }

    private String outputOf(ChildJvm parent) throws InterruptedException {
        Poll.within(Duration.ofSeconds(200), () -> !parent.isAlive());
        assertThat(parent.awaitExit()).as(parent.output()).isZero();
        return parent.output();
    }

    private Path makeArchive() throws Exception {
        try (ChildJvm parent = parent(cache, LONG)) {
            assertThat(outputOf(parent)).isEqualTo("first plain\nsecond archived\nready 1\n");
        }
        return ArchiveParent.readyIn(cache).get(0);
    }

    // SPEC P1: start-up.
    @Test
    void archive_isMadeOnce_andUsedByLaterPoolsAndProcesses() throws Exception {
        Path made = makeArchive();
        FileTime time = Files.getLastModifiedTime(made.resolve("worker.jar"));

        try (ChildJvm parent = parent(cache, SHORT)) {
            assertThat(outputOf(parent)).isEqualTo("first archived\nsecond archived\nready 1\n");
        }
        assertThat(Files.getLastModifiedTime(made.resolve("worker.jar"))).isEqualTo(time);
    }

    @Test
    void archive_twoProcessesAtOnce_makeOneThatWorks() throws Exception {
        try (ChildJvm one = parent(cache, LONG);
                ChildJvm other = parent(cache, LONG)) {
            assertThat(outputOf(one)).isEqualTo("first plain\nsecond archived\nready 1\n");
            assertThat(outputOf(other)).isEqualTo("first plain\nsecond archived\nready 1\n");
        }
    }

    /** A JVM trusts its archive: one that was cut off ends it by a crash. */
    @Test
    void archive_cutOffOrGarbage_isNotUsed_andNobodySaysAWord() throws Exception {
        Path made = makeArchive();
        Path archive = made.resolve(Files.exists(made.resolve("worker.jsa")) ? "worker.jsa" : "worker.aot");
        byte[] whole = Files.readAllBytes(archive);
        Path half = dir.resolve("half");
        Files.write(half, Arrays.copyOf(whole, whole.length / 2));
        Files.move(half, archive, StandardCopyOption.REPLACE_EXISTING);

        try (ChildJvm parent = parent(cache, SHORT)) {
            assertThat(outputOf(parent)).startsWith("first plain\n").doesNotContain("[worker");
        }
    }

    /** Whatever a JVM does not like about an archive, it goes on without, and without a word. */
    @Test
    void archive_thatTheJvmRefuses_isPassedOverInSilence() throws Exception {
        Path made = makeArchive();
        Path archive = made.resolve(Files.exists(made.resolve("worker.jsa")) ? "worker.jsa" : "worker.aot");
        FileTime time = Files.getLastModifiedTime(archive);
        long size = Files.size(archive);
        Path garbage = dir.resolve("garbage");
        Files.write(garbage, new byte[(int) size]);
        Files.setLastModifiedTime(garbage, time);
        Files.move(garbage, archive, StandardCopyOption.REPLACE_EXISTING);

        try (ChildJvm parent = parent(cache, SHORT)) {
            assertThat(outputOf(parent)).isEqualTo("first archived\nsecond archived\nready 1\n");
        }
    }

    @Test
    void archive_noDirectoryForCaches_isNoError() throws Exception {
        try (ChildJvm parent = parent(Path.of("/dev/null"), SHORT)) {
            assertThat(outputOf(parent)).isEqualTo("first plain\nsecond plain\nready 0\n");
        }
    }

    @Test
    void archive_switchedOff_isNeitherMadeNorUsed() throws Exception {
        try (ChildJvm parent = parent(cache, "PT2S", "off")) {
            assertThat(outputOf(parent)).isEqualTo("first plain\nsecond plain\nready 0\n");
        }
        assertThat(cache).isEmptyDirectory();
    }

    /** Its JVMs end with the process that has it made; what is left is swept by the next one. */
    @Test
    void archive_parentKilledMeanwhile_leavesNoProcess() throws Exception {
        try (ChildJvm parent = parent(cache, LONG)) {
            Poll.until("a copy of the library", () -> hasFile(cache, "worker.jar"));
            Processes.signal(parent.pid(), "KILL");
            parent.awaitExit();
            Poll.until(
                    "the end of all workers",
                    () -> Processes.withVariable("XDG_CACHE_HOME", cache.toString())
                            .isEmpty());
        }
        makeArchive();
    }

    private static boolean hasFile(Path base, String name) {
        try (Stream<Path> files = Files.walk(base)) {
            return files.anyMatch(file -> file.endsWith(name));
        } catch (IOException | java.io.UncheckedIOException e) {
            return false; // something has gone meanwhile
        }
    }
}
