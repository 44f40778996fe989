package dev.tandem.internal.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker gets this library from if the class path of this process does not have it: it may have been loaded by any
 * class loader, from any jar in a jar.
 */
public final class LibraryPath {
    private static final String CLASSES = "dev/tandem/";
    private static final String JAR = "library.jar";

    /** Where the library is, if it has a jar or directory of its own; null if that was not looked at yet. */
    private static volatile @Nullable Path known;

    private LibraryPath() {}

    /**
     * Finds it; empty if the class path that workers inherit has it.
     *
     * @param main the class that a worker starts with, as a sign that all is there
     * @param directory where a copy is made if it is in no jar or directory of its own; made once there
     * @throws IOException if workers cannot get it
     */
    public static Optional<Path> find(Class<?> main, Path directory) throws IOException {
        for (@Nullable ClassLoader l = ClassLoader.getSystemClassLoader(); l != null; l = l.getParent()) {
            if (l == main.getClassLoader()) {
                return Optional.empty();
            }
        }
        Path before = known;
        if (before != null) {
            return Optional.of(before);
        }
        String resource = main.getName().replace('.', '/') + ".class";
        Path place = place(main);
        if (place != null && holds(place, resource)) {
            known = place;
            return Optional.of(place);
        }
        Path copy = directory.resolve(JAR);
        if (!Files.exists(copy)) {
            Path making = directory.resolve(JAR + ".part");
            extract(main, resource, making);
            Files.move(making, copy, StandardCopyOption.ATOMIC_MOVE);
        }
        return Optional.of(copy);
    }

    private static @Nullable Path place(Class<?> main) {
        CodeSource source = main.getProtectionDomain().getCodeSource();
        try {
            // a jar in a jar may be a directory to those who have installed a file system for such
            return source == null
                            || source.getLocation() == null
                            || !source.getLocation().getProtocol().equals("file")
                    ? null
                    : Path.of(source.getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException | RuntimeException e) {
            return null; // not in the file system
        }
    }

    private static boolean holds(Path place, String resource) {
        if (Files.isDirectory(place)) {
            return Files.isRegularFile(place.resolve(resource));
        }
        try (ZipFile jar = new ZipFile(place.toFile())) {
            return jar.getEntry(resource) != null;
        } catch (IOException | RuntimeException e) { // such as one that is not in the default file system
            return false;
        }
    }

    /** Copies the classes out of the jar that a class loader has found the resource in. */
    private static void extract(Class<?> main, String resource, Path target) throws IOException {
        URL url = main.getClassLoader().getResource(resource);
        URLConnection connection = url == null ? null : url.openConnection();
        if (!(connection instanceof JarURLConnection inJar)) {
            throw new IOException("workers cannot get the classes of this library, which come from "
                    + (url == null ? "class loader " + main.getClassLoader() : url)
                    + ": put its jar on the class path of this JVM, or give it by WorkerOptions.extraClassPath(...)");
        }
        String entryName = inJar.getEntryName();
        String before = entryName.substring(0, entryName.length() - resource.length());
        JarFile jar = inJar.getJarFile(); // the class loader's own: not to be closed
        try (OutputStream file = Files.newOutputStream(target);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.setLevel(0);
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().startsWith(before + CLASSES) && !entry.isDirectory()) {
                    out.putNextEntry(new ZipEntry(entry.getName().substring(before.length())));
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                    out.closeEntry();
                }
            }
        }
    }
}
