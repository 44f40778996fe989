package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool deletes when it is opened, in a place where others may have put things. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class DirectoryTest {
    @TempDir
    private Path base;

    @AfterEach
    void giveBack() throws Exception {
        run("chmod", "-R", "u+rwx", base.toString());
    }

    private void open() {
        Directory.create(base).delete();
    }

    /** What a pool leaves whose process was killed. */
    private Path abandoned(String permissions) throws IOException {
        return abandonedAt(base.resolve("tandem-old"), permissions);
    }

    private static Path abandonedAt(Path path, String permissions) throws IOException {
        Files.createDirectory(path);
        Files.createFile(path.resolve("lock"));
        Files.createDirectory(path.resolve("worker-1"));
        Files.createFile(path.resolve("worker-1").resolve("region"));
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    // SPEC P16, FAULTS row 19
    @Test
    void sweep_ofWhatAKilledPoolLeft_deletesIt() throws Exception {
        Path old = abandoned("rwx------");

        open();

        assertThat(old).doesNotExist();
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void leftovers_areWhatTheNextPoolDeletes() throws Exception {
        Path old = abandoned("rwx------");
        abandonedAt(base.resolve("tandem-open"), "rwxrwxrwx");
        Directory living = Directory.create(base.getParent()); // elsewhere: it would sweep

        try {
            assertThat(Premises.leftovers(base)).containsExactly(old);
            assertThat(Premises.leftovers(base.getParent())).doesNotContain(living.path());
        } finally {
            living.delete();
        }
        assertThat(old.resolve("worker-1").resolve("region")).exists();
        assertThat(base).isDirectoryNotContaining("glob:**/tandem-doctor*");
    }

    // SPEC P16: what others can write to, they can exchange while it is deleted.
    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void sweep_ofWhatOthersCanWriteTo_leavesItAlone(String permissions) throws Exception {
        Path old = abandoned(permissions);

        open();

        assertThat(old.resolve("worker-1").resolve("region")).exists();
        assertThat(old.resolve("lock")).exists();
    }

    // SPEC P16: opening a pipe waits for somebody at the other end.
    @ParameterizedTest
    @ValueSource(strings = {"rwx------", "rwxrwxrwx"})
    void sweep_ofADirectoryWithAPipeForALock_doesNotWait(String permissions) throws Exception {
        Path old = abandoned(permissions);
        Files.delete(old.resolve("lock"));
        run("mkfifo", "-m", "666", old.resolve("lock").toString());

        open();

        assertThat(old.resolve("lock")).exists();
        assertThat(old.resolve("worker-1").resolve("region")).exists();
    }

    // SPEC P16
    @Test
    void sweep_ofALinkToADirectory_leavesBothAlone() throws Exception {
        Path victim = abandonedAt(base.resolve("victim"), "rwx------");
        Path link = Files.createSymbolicLink(base.resolve("tandem-link"), victim);

        open();

        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(victim.resolve("worker-1").resolve("region")).exists();
    }

    // SPEC P16
    @Test
    void sweep_ofADirectoryWithALinkForALock_leavesItAlone() throws Exception {
        Path old = abandoned("rwx------");
        Files.delete(old.resolve("lock"));
        Path target = Files.createFile(base.resolve("target"));
        Files.createSymbolicLink(old.resolve("lock"), target);

        open();

        assertThat(old.resolve("worker-1").resolve("region")).exists();
        assertThat(target).exists();
    }

    // SPEC P16: the links in it are deleted, not what they lead to.
    @Test
    void sweep_ofADirectoryWithLinksInIt_doesNotFollowThem() throws Exception {
        Path old = abandoned("rwx------");
        Path victim = Files.createDirectory(base.resolve("victim"));
        Path file = Files.createFile(victim.resolve("file"));
        Files.createSymbolicLink(old.resolve("worker-2"), victim);

        open();

        assertThat(old).doesNotExist();
        assertThat(file).exists();
    }

    // SPEC P16: even for a user who could.
    @Test
    void sweep_ofADirectoryOfAnotherUser_leavesItAlone() throws Exception {
        assumeTrue(base.getFileSystem().supportedFileAttributeViews().contains("unix"));
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(base, "unix:uid")), "only root can give files away");
        Path old = abandoned("rwx------");
        run("chown", "-R", "65534", old.toString());

        open();

        assertThat(old.resolve("worker-1").resolve("region")).exists();
        assertThat(old.resolve("lock")).exists();
    }

    // SPEC P16: a living pool of the same process is not touched.
    @Test
    void sweep_whileAnotherPoolLives_leavesItAlone() throws Exception {
        Directory living = Directory.create(base);
        Files.createFile(living.createFor(1).resolve("region"));

        open();

        assertThat(living.path().resolve("worker-1").resolve("region")).exists();
        living.delete();
        assertThat(base).isEmptyDirectory();
    }
}
