package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.internal.platform.Family;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is told of a machine is what pools do on it. */
@EnabledOnOs(OS.LINUX)
class PremisesTest {
    @Test
    void home_isWhereAPoolPutsItsFiles() throws Exception {
        Path home = Premises.home(Premises.room(1));

        try (var pool = ProcessPoolExecutor.open(1)) {
            String files = pool.submit(() -> System.getenv(Family.VARIABLE)).get();

            assertThat(Path.of(files)).startsWith(home);
        }
    }

    @Test
    void home_withoutRoomInSharedMemory_isTheTemporaryDirectory() {
        assertThat(Premises.home(Long.MAX_VALUE)).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Test
    void home_whoseNameIsTooLongInBytes_isTmp() {
        String before = System.getProperty("java.io.tmpdir");
        try {
            System.setProperty("java.io.tmpdir", "/" + "\u00fc".repeat(35)); // 36 letters, 71 bytes
            assertThat(Premises.home(Long.MAX_VALUE)).isEqualTo(Path.of("/tmp"));
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }

    @Test
    void orphans_areProcessesWhosePoolIsGone() throws Exception {
        Path gone = Premises.home(1).resolve("tandem-gone");
        ProcessBuilder builder = new ProcessBuilder("sleep", "60");
        builder.environment().put(Family.VARIABLE, gone.resolve("worker-1").toString());
        Process orphan = builder.start();
        try (var pool = ProcessPoolExecutor.open(1)) {
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get();

            assertThat(Family.marked()).containsKeys(orphan.pid(), worker);
            assertThat(Premises.orphans(List.of())).contains(orphan.pid()).doesNotContain(worker);
        } finally {
            orphan.destroyForcibly().waitFor();
        }
    }

    @Test
    void archive_ofALibraryInADirectory_isNone() throws Exception {
        Premises.Archive archive = Premises.archive(Premises.home(1));

        assertThat(archive.state()).isEqualTo(Premises.ArchiveState.NONE);
        assertThat(archive.obstacle()).isNotEmpty(); // tests have no directory for caches
    }
}
