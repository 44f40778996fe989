package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of an archive. What makes it is faked: no JVM is started here. */
class WorkerArchiveTest {
    private static final List<String> SERIAL = List.of("-XX:+UseSerialGC");

    @TempDir
    private Path dir;

    private Path home;
    private LibraryJar library;
    private final FakeRuns runs = new FakeRuns();

    /** Writes where the flags say that an archive is to be. */
    private static final class FakeRuns implements WorkerArchive.Runs {
        int recorded;
        boolean isBroken;
        boolean isEnding;
        String trialOutput = "";
        Runnable meanwhile = () -> {};
        final List<List<String>> jvms = new ArrayList<>();

        @Override
        public boolean tryRecord(Path jar, List<String> flags) throws IOException {
            recorded++;
            meanwhile.run();
            write(flags, jar.resolveSibling("recorded"), "recorded");
            return !isBroken;
        }

        @Override
        public boolean tryJvm(List<String> arguments, Path output) throws IOException {
            jvms.add(arguments);
            if (arguments.contains("-XX:AOTMode=create")) {
                write(arguments, output.resolveSibling("worker.aot"), "assembled");
                Files.writeString(output, "some words");
            } else {
                Files.writeString(output, trialOutput);
            }
            return true;
        }

        @Override
        public boolean isEnding() {
            return isEnding;
        }

        private static void write(List<String> flags, Path file, String text) throws IOException {
            assertThat(flags).anyMatch(flag -> flag.endsWith("=" + file));
            Files.writeString(file, text);
        }
    }

    @BeforeEach
    void makeLibrary() throws IOException {
        home = dir.resolve("home");
        CacheHome.makeIfMissing(home);
        Path jar = dir.resolve("library.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String name : List.of(
                    "META-INF/MANIFEST.MF", "module-info.class", "dev/tandem/A.class", "dev/tandem/x.txt", "B.class")) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes("UTF-8"));
            }
        }
        library = LibraryJar.of(jar);
    }

    private WorkerArchive archive() {
        return WorkerArchive.in(home, library, SERIAL, dir);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(archive().directory())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void build_thenReady_leavesNothingElse() throws Exception {
        WorkerArchive archive = archive();
        assertThat(archive.isReady()).isFalse();
        assertThat(archive.isWanted()).isTrue();

        archive.build(runs);

        assertThat(archive.isReady()).isTrue();
        assertThat(archive.isWanted()).isFalse();
        assertThat(archive().isReady()).isTrue();
        String name = ArchiveFormat.ofThisJdk().fileName();
        assertThat(files()).containsExactlyInAnyOrder("lock", "ready", name, "worker.jar");
        assertThat(archive.flags()).anyMatch(flag -> flag.endsWith("worker" + name.substring(name.indexOf('.'))));
    }

    @Test
    void build_trial_usesTheArchiveAndTheCollector() throws Exception {
        archive().build(runs);

        assertThat(runs.jvms.get(runs.jvms.size() - 1))
                .containsAll(SERIAL)
                .containsAll(archive().flags());
    }

    @Test
    void copy_hasTheClassesOfTheLibraryAndNothingElse() throws Exception {
        WorkerArchive archive = archive();
        archive.build(runs);

        try (ZipFile copy = new ZipFile(archive.jar().toFile())) {
            assertThat(copy.stream().map(ZipEntry::getName)).containsExactly("dev/tandem/A.class");
            assertThat(copy.getInputStream(copy.getEntry("dev/tandem/A.class")).readAllBytes())
                    .asString()
                    .isEqualTo("dev/tandem/A.class");
        }
    }

    @Test
    void build_twice_isDoneOnce() throws Exception {
        archive().build(runs);
        archive().build(runs);

        assertThat(runs.recorded).isEqualTo(1);
    }

    @Test
    void build_whileAnotherOneBuilds_doesNothing() throws Exception {
        FakeRuns other = new FakeRuns();
        runs.meanwhile = () -> {
            try {
                archive().build(other);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };

        archive().build(runs);

        assertThat(other.recorded).isZero();
        assertThat(archive().isReady()).isTrue();
    }

    @Test
    void build_thatFails_isNotTriedAgainForAWhile() throws Exception {
        runs.isBroken = true;
        archive().build(runs);

        assertThat(archive().isReady()).isFalse();
        assertThat(archive().isWanted()).isFalse();
        assertThat(archive().hasFailed()).isTrue();
        assertThat(files()).containsExactly("failed", "lock");

        Files.setLastModifiedTime(
                archive().directory().resolve("failed"),
                FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        assertThat(archive().isWanted()).isTrue();
        runs.isBroken = false;
        archive().build(runs);
        assertThat(archive().isReady()).isTrue();
    }

    @Test
    void build_thatTheEndOfTheJvmCuts_isTriedAgainByTheNext() throws Exception {
        runs.isBroken = true;
        runs.isEnding = true;
        archive().build(runs);

        assertThat(archive().isReady()).isFalse();
        assertThat(archive().isWanted()).isTrue();
        assertThat(archive().hasFailed()).isFalse();
    }

    @Test
    void trial_thatPrints_isAFailure() throws Exception {
        runs.trialOutput = "[warning] this flag is deprecated";
        archive().build(runs);

        assertThat(archive().isReady()).isFalse();
    }

    @Test
    void archive_cutOffOrChanged_isNotUsedAndMadeAnew() throws Exception {
        WorkerArchive archive = archive();
        archive.build(runs);
        Path file = archive.directory().resolve(ArchiveFormat.ofThisJdk().fileName());
        Files.writeString(file, "x");

        assertThat(archive.isReady()).isFalse();
        assertThat(archive.isWanted()).isTrue();

        Files.delete(file);
        assertThat(archive.isReady()).isFalse();
        archive.build(runs);
        assertThat(archive.isReady()).isTrue();
    }

    @Test
    void leftOvers_ofAKilledBuilder_areSwept() throws Exception {
        Files.writeString(archive().directory().resolve("recorded"), "half");
        Files.writeString(archive().directory().resolve("copying"), "half");

        archive().build(runs);

        assertThat(files()).doesNotContain("recorded", "copying");
    }

    @Test
    void directory_thatCannotBeWrittenTo_isNoError() throws Exception {
        WorkerArchive archive = archive();
        Files.delete(archive.directory());
        Files.createFile(archive.directory());

        archive.build(runs);

        assertThat(archive.isReady()).isFalse();
        assertThat(archive()).isNull();
    }

    @Test
    void key_dependsOnJarAndCollector() {
        String key = WorkerArchive.key(library, SERIAL);

        assertThat(WorkerArchive.key(library, SERIAL)).isEqualTo(key).hasSize(32);
        assertThat(WorkerArchive.key(library, List.of())).isNotEqualTo(key);
        LibraryJar touched = new LibraryJar(library.path(), library.size(), library.modifiedMillis() + 1);
        assertThat(WorkerArchive.key(touched, SERIAL)).isNotEqualTo(key);
        LibraryJar longer = new LibraryJar(library.path(), library.size() + 1, library.modifiedMillis());
        assertThat(WorkerArchive.key(longer, SERIAL)).isNotEqualTo(key);
    }

    /** In a worker the library comes from the copy: its own workers use the same archive, and make none of it. */
    @Test
    void workersOfAWorker_useTheSameArchive() throws Exception {
        archive().build(runs);
        LibraryJar copy = LibraryJar.of(archive().jar());

        WorkerArchive nested = WorkerArchive.in(home, copy, SERIAL, dir);

        assertThat(nested.directory()).isEqualTo(archive().directory());
        assertThat(nested.isReady()).isTrue();
        Files.delete(archive().directory().resolve("ready"));
        assertThat(nested.isWanted()).isFalse();
    }

    @Test
    void archives_beyondTheMost_goOldestFirst() throws Exception {
        List<Path> others = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Path other = Files.createDirectory(home.resolve(String.format("%032d", i)));
            Files.setLastModifiedTime(
                    Files.createFile(other.resolve("ready")), FileTime.from(Instant.ofEpochSecond(1_000_000 + i)));
            others.add(other);
        }

        archive().build(runs);

        assertThat(others.subList(0, 5)).allMatch(Files::notExists);
        assertThat(others.subList(5, 12)).allMatch(Files::exists);
        assertThat(archive().isReady()).isTrue();
    }
}
