package dev.tandem.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A control group of Linux with little memory, in which the kernel kills whoever wants more. */
final class MemoryGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final Path directory;

    private MemoryGroup(Path directory) {
        this.directory = directory;
    }

    /** Makes a group; returns none where this process may not. */
    static Optional<MemoryGroup> tryMake(long bytes) {
        String name = "tandem-test-" + ProcessHandle.current().pid();
        boolean first = Files.isDirectory(ROOT.resolve("memory"));
        Path directory = (first ? ROOT.resolve("memory") : ROOT).resolve(name);
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            return Optional.empty();
        }
        MemoryGroup group = new MemoryGroup(directory);
        try {
            Path swap = directory.resolve(first ? "memory.swappiness" : "memory.swap.max");
            Files.writeString(directory.resolve(first ? "memory.limit_in_bytes" : "memory.max"), Long.toString(bytes));
            if (Files.exists(swap)) {
                Files.writeString(swap, "0");
            }
            return Optional.of(group);
        } catch (IOException e) {
            group.close();
            return Optional.empty();
        }
    }

    /** What stands before a command that is to run in the group. */
    String[] command() {
        return List.of("sh", "-c", "echo $$ > " + directory.resolve("cgroup.procs") + "; exec \"$@\"", "sh")
                .toArray(String[]::new);
    }

    /** Removes the group, once the last of its processes has gone. */
    @Override
    public void close() {
        Poll.until("removal of " + directory, () -> directory.toFile().delete());
    }
}
