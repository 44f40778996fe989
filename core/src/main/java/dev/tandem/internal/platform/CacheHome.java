package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory for what this library keeps from one run to the next, in the user's directory for caches. What is
 * there may be code that workers run: so it is used only if it belongs to this user, and nobody else can write to it or
 * put another one in its place.
 */
public final class CacheHome {
    private static final String NAME = "tandem";

    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private CacheHome() {}

    /**
     * Finds the directory, and makes it if it is not there.
     *
     * @param ours a file that this process has just made, which tells who it is
     * @return the directory, or null if there is none that can be used
     */
    public static @Nullable Path find(Path ours) {
        return find(System.getenv(), System.getProperty("user.home", ""), System.getProperty("os.name", ""), ours);
    }

    static @Nullable Path find(Map<String, String> environment, String home, String system, Path ours) {
        try {
            return require(environment, home, system, ours);
        } catch (IOException | RuntimeException e) {
            return null; // read-only, full, or nobody's home: it is a courtesy
        }
    }

    /**
     * Tells why there is none that can be used; empty if there is one.
     *
     * @param ours a file that this process has just made
     */
    public static Optional<String> obstacle(Path ours) {
        return obstacle(System.getenv(), System.getProperty("user.home", ""), System.getProperty("os.name", ""), ours);
    }

    static Optional<String> obstacle(Map<String, String> environment, String home, String system, Path ours) {
        try {
            Path unused = require(environment, home, system, ours);
            return Optional.empty();
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            return Optional.of(e.getFile() + " cannot be used: " + reason);
        } catch (IOException | RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Path require(Map<String, String> environment, String home, String system, Path ours)
            throws IOException {
        Path base = base(environment, home, system);
        if (base == null) {
            throw new IOException("there is no home directory: user.home=" + home);
        }
        UserPrincipal user = Files.getOwner(ours, LinkOption.NOFOLLOW_LINKS);
        makeIfMissing(base);
        Path real = base.toRealPath(); // the user may have put it elsewhere, by a link of her own
        requirePrivate(real, user);
        Path directory = real.resolve(NAME);
        makeIfMissing(directory);
        requirePrivate(directory, user);
        return directory;
    }

    private static void requirePrivate(Path directory, UserPrincipal user) throws IOException {
        if (!isPrivate(directory, user)) {
            throw new IOException(
                    directory + " is no directory, is not owned by " + user.getName() + ", or others can write to it");
        }
    }

    /** Where a user's caches are by the customs of the system; null if that is not known. */
    private static @Nullable Path base(Map<String, String> environment, String home, String system) {
        String chosen = environment.get("XDG_CACHE_HOME");
        if (chosen != null && Path.of(chosen).isAbsolute()) {
            return Path.of(chosen);
        }
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            return Path.of(local).isAbsolute() ? Path.of(local) : null;
        }
        Path user = Path.of(home);
        if (!user.isAbsolute() || !Files.isDirectory(user)) {
            return null;
        }
        return name.startsWith("mac") ? user.resolve("Library").resolve("Caches") : user.resolve(".cache");
    }

    /** Makes a directory that is open to its owner alone, if there is none. */
    static void makeIfMissing(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, ownerOnly(directory));
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Whether it is a directory, no link, of a user, and nobody else can write to it. */
    static boolean isPrivate(Path directory, UserPrincipal user) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(user)) {
            return false;
        }
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return true; // its place is the user's own, by the customs of the system
        }
        for (PosixFilePermission permission : Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)) {
            if (OF_OTHERS.contains(permission)) {
                return false;
            }
        }
        return true;
    }
}
