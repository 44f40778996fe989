package dev.tandem.bench;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Real work: the class files of the running JDK, read from its image, compressed and hashed. */
final class ClassFiles {
    private static final int BUFFER = 64 * 1024;

    private ClassFiles() {}

    /**
     * What a directory holds.
     *
     * @param files the class files
     * @param bytes their size
     * @param compressed their size when each is compressed
     * @param hash a number that follows from their hashes
     */
    record Summary(int files, long bytes, long compressed, int hash) implements Serializable {
        static final Summary NOTHING = new Summary(0, 0, 0, 0);

        Summary and(Summary other) {
            return new Summary(
                    files + other.files, bytes + other.bytes, compressed + other.compressed, hash + other.hash);
        }
    }

    /** The directories with class files, of all modules or of one. */
    static List<String> directories(String module) throws IOException {
        Path root = image("/modules/" + module);
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.toString().endsWith(".class"))
                    .map(path -> String.valueOf(path.getParent()))
                    .distinct()
                    .toList();
        }
    }

    /** The task: all class files of a directory. */
    static Summary summary(String directory) throws IOException {
        Summary summary = Summary.NOTHING;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(image(directory), "*.class")) {
            for (Path file : files) {
                summary = summary.and(of(Files.readAllBytes(file)));
            }
        }
        return summary;
    }

    /** {@link #summary} for those who cannot throw. */
    static Summary uncheckedSummary(String directory) {
        try {
            return summary(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Summary of(byte[] bytes) {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        long compressed = 0;
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            while (!deflater.finished()) {
                int length = deflater.deflate(buffer);
                digest.update(buffer, 0, length);
                compressed += length;
            }
        } finally {
            deflater.end();
        }
        return new Summary(1, bytes.length, compressed, Arrays.hashCode(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Path image(String path) {
        return FileSystems.getFileSystem(URI.create("jrt:/")).getPath(path);
    }
}
