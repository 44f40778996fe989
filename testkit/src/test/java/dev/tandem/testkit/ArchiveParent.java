package dev.tandem.testkit;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The main class of a JVM whose workers may start from an archive. It tells of a first worker whether it did, waits as
 * long as it is told to until an archive has been made, and tells the same of a second one. With a third word it switches archives off.
 */
final class ArchiveParent {
    private ArchiveParent() {}

    public static void main(String[] args) {
        Path cache = Path.of(args[0]);
        Duration patience = Duration.parse(args[1]);
        if (args.length > 2) {
            System.setProperty("tandem.archive", "false");
        }
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            System.out.println("first " + pool.submit(ArchiveParent::start).join());
            long deadline = System.nanoTime() + patience.toNanos();
            while (readyIn(cache).isEmpty() && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            System.out.println("second " + pool.submit(ArchiveParent::start).join());
        }
        System.out.println("ready " + readyIn(cache).size());
    }

    /** How this JVM was started. */
    private static String start() {
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
        boolean archived = flags.stream().anyMatch(flag -> flag.endsWith("worker.jsa") || flag.endsWith("worker.aot"));
        return archived ? "archived" : "plain";
    }

    /** The archives that can be used. */
    static List<Path> readyIn(Path cache) {
        Path home = cache.resolve("tandem");
        if (!Files.isDirectory(home)) {
            return List.of();
        }
        try (Stream<Path> directories = Files.list(home)) {
            return directories
                    .filter(directory -> Files.exists(directory.resolve("ready")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
