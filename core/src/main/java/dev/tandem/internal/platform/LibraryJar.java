package dev.tandem.internal.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The jar that this library comes from, and copies of its classes.
 *
 * @param path where it is
 * @param size its size in bytes
 * @param modifiedMillis when it was changed
 */
record LibraryJar(Path path, long size, long modifiedMillis) {
    private static final String CLASSES = "dev/tandem/";

    /** Finds it; null if the library comes from somewhere else, such as a directory, a module or a jar within a jar. */
    static @Nullable LibraryJar find() {
        CodeSource source = LibraryJar.class.getProtectionDomain().getCodeSource();
        if (source == null
                || source.getLocation() == null
                || LibraryJar.class.getModule().isNamed()) {
            return null;
        }
        try {
            return of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | RuntimeException e) {
            return null; // not in the file system
        }
    }

    static @Nullable LibraryJar of(Path path) {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return found.isRegularFile()
                    ? new LibraryJar(
                            path.toAbsolutePath(),
                            found.size(),
                            found.lastModifiedTime().toMillis())
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Writes a jar with the classes of this library and nothing else: no manifest or other resource that somebody might
     * look for on the class path. It is not compressed, which makes it faster to read.
     */
    void copyClasses(Path target) throws IOException {
        try (ZipFile jar = new ZipFile(path.toFile());
                OutputStream file = Files.newOutputStream(target);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.setMethod(ZipOutputStream.STORED);
            for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().startsWith(CLASSES) && entry.getName().endsWith(".class")) {
                    copy(jar, entry, out);
                }
            }
        }
    }

    private static void copy(ZipFile jar, ZipEntry entry, ZipOutputStream out) throws IOException {
        byte[] bytes;
        try (InputStream in = jar.getInputStream(entry)) {
            bytes = in.readAllBytes();
        }
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry stored = new ZipEntry(entry.getName());
        stored.setSize(bytes.length);
        stored.setCrc(sum.getValue());
        stored.setTime(entry.getTime());
        out.putNextEntry(stored);
        out.write(bytes);
        out.closeEntry();
    }
}
