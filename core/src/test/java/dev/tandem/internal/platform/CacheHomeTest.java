package dev.tandem.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which directory is trusted with code from one run to the next. */
@DisabledOnOs(OS.WINDOWS)
class CacheHomeTest {
    @TempDir
    private Path dir;

    private Path ours;
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        ours = Files.createFile(dir.resolve("ours"));
        home = Files.createDirectory(dir.resolve("home"));
    }

    private Path find(Map<String, String> environment) {
        return CacheHome.find(environment, home.toString(), "Linux", ours);
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void nothingThere_isMadeForTheOwnerAlone() throws Exception {
        Path found = find(Map.of());

        assertThat(found).isEqualTo(home.toRealPath().resolve(".cache").resolve("tandem"));
        for (Path made : new Path[] {found, found.getParent()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void xdgCacheHome_absolute_isHonoured() throws Exception {
        Path chosen = dir.resolve("chosen");

        assertThat(find(Map.of("XDG_CACHE_HOME", chosen.toString())))
                .isEqualTo(dir.toRealPath().resolve("chosen").resolve("tandem"));
        assertThat(home.resolve(".cache")).doesNotExist();
    }

    @Test
    void xdgCacheHome_relative_isIgnored() {
        assertThat(find(Map.of("XDG_CACHE_HOME", "relative"))).isNotNull().endsWith(Path.of(".cache", "tandem"));
    }

    @Test
    void macHome_isLibraryCaches() {
        assertThat(CacheHome.find(Map.of(), home.toString(), "Mac OS X", ours))
                .isNotNull()
                .endsWith(Path.of("Library", "Caches", "tandem"));
    }

    @Test
    void noHome_thereIsNone() {
        assertThat(CacheHome.find(Map.of(), "?", "Linux", ours)).isNull();
        assertThat(CacheHome.find(Map.of(), dir.resolve("missing").toString(), "Linux", ours))
                .isNull();
    }

    @Test
    void directory_thatOthersCanWriteTo_isNotUsed() throws Exception {
        Path found = find(Map.of());
        permit(found, "rwxrwx---");

        assertThat(find(Map.of())).isNull();

        permit(found, "rwx---rwx");
        assertThat(find(Map.of())).isNull();

        permit(found, "rwxr-xr-x");
        assertThat(find(Map.of())).isEqualTo(found);
    }

    @Test
    void directory_inOneThatOthersCanWriteTo_isNotUsed() throws Exception {
        permit(find(Map.of()).getParent(), "rwxrwxrwx");

        assertThat(find(Map.of())).isNull();
    }

    @Test
    void directory_thatIsALink_isNotUsed() throws Exception {
        Path found = find(Map.of());
        Path elsewhere = Files.move(found, dir.resolve("elsewhere"));
        Files.createSymbolicLink(found, elsewhere);

        assertThat(find(Map.of())).isNull();
    }

    @Test
    void directory_ofSomebodyElse_isNotUsed() throws Exception {
        Path found = find(Map.of());
        try {
            Files.setAttribute(found, "unix:uid", 12_345);
        } catch (FileSystemException e) {
            assumeTrue(false, "only the superuser can give files away");
        }

        assertThat(find(Map.of())).isNull();
    }

    @Test
    void file_inItsPlace_thereIsNone() throws Exception {
        Files.createFile(home.resolve(".cache"));

        assertThat(find(Map.of())).isNull();
    }

    private String obstacle(Map<String, String> environment, String user) {
        return CacheHome.obstacle(environment, user, "Linux", ours).orElse("");
    }

    @Test
    void obstacle_isNamed() throws Exception {
        assertThat(obstacle(Map.of(), home.toString())).isEmpty();
        assertThat(obstacle(Map.of(), "?")).isEqualTo("there is no home directory: user.home=?");
        Path file = Files.createFile(dir.resolve("file"));
        assertThat(obstacle(Map.of("XDG_CACHE_HOME", file.toString()), "?"))
                .isEqualTo(file + " cannot be used: FileAlreadyExistsException");

        Path found = find(Map.of());
        permit(found, "rwxrwx---");
        assertThat(obstacle(Map.of(), home.toString()))
                .isEqualTo(found + " is no directory, is not owned by "
                        + Files.getOwner(ours).getName() + ", or others can write to it");
    }
}
