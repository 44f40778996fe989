package dev.tandem.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind which was not there before: a process that descends from this one, a
 * thread whose name starts with {@code tandem-}, or a file or directory of that name in the directory for temporary
 * files or in {@code /dev/shm}. What is about to go has five seconds for it.
 *
 * <pre>{@code
 * @ExtendWith(LeakCheck.class)
 * class MyPoolTest { ... }
 * }</pre>
 *
 * <p>Two threads are not counted, since each JVM has one of them for all pools together: {@code tandem-spawner} and
 * {@code tandem-keeper}. Neither are directories of pools in other JVMs, where {@code /proc/locks} tells whose they
 * are. Tests that are checked must not run at the same time in one JVM.
 *
 * @since 0.1
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String PREFIX = "tandem-";
    private static final Set<String> THREADS_OF_THE_JVM = Set.of("tandem-spawner", "tandem-keeper");
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakCheck.class);
    private static final String BEFORE = "before";

    /** Creates the extension; JUnit does. */
    public LeakCheck() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(BEFORE, inventory().keySet());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Set<?> before = context.getStore(NAMESPACE).remove(BEFORE, Set.class);
        if (before != null) {
            requireNothingNew(before, PATIENCE);
        }
    }

    /** Fails if there is something after a while that was not there before. */
    static void requireNothingNew(Set<?> before, Duration patience) {
        if (Poll.within(patience, () -> before.containsAll(inventory().keySet()))) {
            return;
        }
        Map<Object, String> left = inventory();
        left.keySet().removeAll(before);
        if (!left.isEmpty()) {
            throw new AssertionError(
                    "the test left something behind: waited=" + patience + "\n\t" + String.join("\n\t", left.values()));
        }
    }

    /** Everything there is now, each thing with its description. */
    static Map<Object, String> inventory() {
        Map<Object, String> inventory = new LinkedHashMap<>();
        ProcessHandle.current()
                .descendants()
                .filter(LeakCheck::isRunning)
                .forEach(process -> inventory.put(process, "process " + ThreadDump.describe(process)));
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.getName().startsWith(PREFIX) && !THREADS_OF_THE_JVM.contains(thread.getName())) {
                inventory.put(thread, "thread " + thread.getName() + " at " + List.of(stack));
            }
        });
        for (Path directory : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm"))) {
            for (Path file : files(directory)) {
                if (!isOfLivingStranger(file)) {
                    inventory.put(file, "file " + file);
                }
            }
        }
        return inventory;
    }

    private static boolean isRunning(ProcessHandle process) {
        return Processes.isRunning(process.pid());
    }

    /** Whether it is the directory of a pool in a JVM that has nothing to do with this one: that JVM holds its lock. */
    private static boolean isOfLivingStranger(Path directory) {
        OptionalLong holder = Processes.lockHolder(directory.resolve("lock"));
        return holder.isPresent()
                && holder.getAsLong() != ProcessHandle.current().pid()
                && ProcessHandle.current().descendants().noneMatch(process -> process.pid() == holder.getAsLong());
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                            .toList());
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + directory, e);
        }
    }
}
