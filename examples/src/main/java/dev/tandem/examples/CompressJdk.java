package dev.tandem.examples;

import dev.tandem.MapResults;
import dev.tandem.PoolExecutor;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Real data, on processes: every class file of the running JDK is compressed and hashed with {@code map}. */
public final class CompressJdk implements Scenario {
    /** The JDK's own files. A static field belongs to its process: each worker opens its own. */
    private static final FileSystem JDK = FileSystems.getFileSystem(URI.create("jrt:/"));

    private static final int BUFFER_BYTES = 8192;

    /** What a worker says about one file: a record travels when it is {@link Serializable}. */
    record Packed(int bytes, int packedBytes, byte[] hash) implements Serializable {}

    /** What all files come to; the hash is that of the files' hashes in the order of their paths. */
    record Totals(long files, long bytes, long packedBytes, String hash) {}

    @Override
    public String title() {
        return "Real data, on worker processes";
    }

    @Override
    public String explains() {
        return """
                Every class file of the running JDK is compressed and hashed: here in this process, then with
                map in worker processes, one for each processor, which read the files themselves, and once more
                with the bytes sent to them.""";
    }

    @Override
    public void run(Report report) throws Exception {
        List<String> paths = classFiles();
        Stopwatch watch = Stopwatch.start();
        Totals wanted = totals(paths.stream().map(CompressJdk::packFile)::iterator, "in this process", paths, report);
        sayRate(report, "in this process", wanted, watch);
        report.say(
                "%,d class files, %,.1f MB, compressed to %,.1f MB, hash %s...",
                wanted.files(),
                wanted.bytes() / 1e6,
                wanted.packedBytes() / 1e6,
                wanted.hash().substring(0, 16));

        try (PoolExecutor pool = ReadyPools.open(Runtime.getRuntime().availableProcessors())) {
            // A fresh JVM interprets at first and compiles what is used much: the second time shows what that cost.
            for (String what : List.of("workers, given paths", "... the same once more")) {
                watch = Stopwatch.start();
                try (MapResults<Packed> results = pool.map(CompressJdk::packFile, paths)) {
                    check(wanted, totals(results, what, paths, report), what, watch, report);
                }
            }
            watch = Stopwatch.start();
            Stream<byte[]> files = paths.stream().map(CompressJdk::read);
            try (MapResults<Packed> results = pool.map(CompressJdk::pack, files)) {
                String what = "workers, given bytes";
                check(wanted, totals(results, what, paths, report), what, watch, report);
            }
        }
        report.check(wanted.files() > 1000, "the JDK has class files in their thousands");
    }

    private static List<String> classFiles() throws IOException {
        try (Stream<Path> files = Files.walk(JDK.getPath("/modules"))) {
            return files.map(Path::toString)
                    .filter(path -> path.endsWith(".class"))
                    .sorted()
                    .toList();
        }
    }

    static Packed packFile(String path) {
        return pack(read(path));
    }

    static Packed pack(byte[] file) {
        return new Packed(file.length, deflatedLength(file), sha256().digest(file));
    }

    private static byte[] read(String path) {
        try {
            return Files.readAllBytes(JDK.getPath(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int deflatedLength(byte[] bytes) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] buffer = new byte[BUFFER_BYTES];
            int length = 0;
            while (!deflater.finished()) {
                length += deflater.deflate(buffer);
            }
            return length;
        } finally {
            deflater.end();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static Totals totals(Iterable<Packed> all, String what, List<String> paths, Report report) {
        MessageDigest hashes = sha256();
        long files = 0;
        long bytes = 0;
        long packedBytes = 0;
        for (Packed packed : all) {
            files++;
            bytes += packed.bytes();
            packedBytes += packed.packedBytes();
            hashes.update(packed.hash());
            report.progress("files, " + what, files, paths.size());
        }
        return new Totals(files, bytes, packedBytes, HexFormat.of().formatHex(hashes.digest()));
    }

    private static void check(Totals wanted, Totals totals, String what, Stopwatch watch, Report report) {
        sayRate(report, what, totals, watch);
        report.checkEquals(wanted, totals, "the same totals and the same hash as in this process");
    }

    private static void sayRate(Report report, String what, Totals totals, Stopwatch watch) {
        double seconds = watch.seconds();
        report.say(
                "%-24s %7s   %,7.0f files/s   %6.1f MB/s",
                what, Stopwatch.text(seconds), totals.files() / seconds, totals.bytes() / 1e6 / seconds);
    }

    /** Runs this scenario alone. */
    public static void main(String... args) {
        System.exit(Tour.run(List.of(new CompressJdk()), System.out));
    }
}
