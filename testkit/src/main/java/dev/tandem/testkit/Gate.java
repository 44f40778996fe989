package dev.tandem.testkit;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Holds tasks until the test lets them go, in this process or in another: a directory in which each task that arrives
 * puts a file, and then waits for the file {@code open}.
 *
 * <p>Declared after the pool in a {@code try}, it opens before the pool closes, so that a failed test does not hang.
 */
final class Gate implements Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    /** How long a task waits: longer than {@link Poll#PATIENCE}, shorter than a test's deadline. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final String OPEN = "open";

    private final String directory;

    private Gate(String directory) {
        this.directory = directory;
    }

    /** Makes a closed gate below a directory. */
    static Gate in(Path parent) {
        try {
            return new Gate(Files.createTempDirectory(parent, "gate-").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives another process the gate that this one made. */
    static Gate at(String directory) {
        return new Gate(directory);
    }

    String directory() {
        return directory;
    }

    // ---- what tasks call

    /** Arrives, and waits until the gate is open. */
    void pass() throws InterruptedException {
        arrive();
        long start = System.nanoTime();
        while (!isOpen()) {
            requirePatience(start);
            Thread.sleep(2);
        }
    }

    /** Arrives, waits until the gate is open, and gives back a value. */
    <T> T pass(T value) throws InterruptedException {
        pass();
        return value;
    }

    /** Arrives, and waits until the gate is open, whoever interrupts. Gives back how often it was interrupted. */
    int passStubbornly() {
        arrive();
        int interrupts = 0;
        long start = System.nanoTime();
        while (!isOpen()) {
            requirePatience(start);
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                interrupts++;
            }
        }
        return interrupts;
    }

    /** Arrives without waiting. */
    void arrive() {
        create("arrived-" + UUID.randomUUID());
    }

    // ---- what tests call

    /** Lets everyone through, from now on. */
    void open() {
        if (!isOpen()) {
            create(OPEN);
        }
    }

    boolean isOpen() {
        return Files.exists(Path.of(directory, OPEN));
    }

    /** Waits until so many tasks have arrived. */
    void awaitArrivals(int count) {
        Poll.until(count + " tasks at the gate", () -> arrivals() >= count);
    }

    /** Returns how many tasks have arrived so far. */
    int arrivals() {
        try (Stream<Path> files = Files.list(Path.of(directory))) {
            return (int) files.filter(file -> !file.endsWith(OPEN)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        open();
    }

    private void create(String name) {
        try {
            Files.createFile(Path.of(directory, name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requirePatience(long startNanos) {
        if (System.nanoTime() - startNanos > PATIENCE.toNanos()) {
            throw new IllegalStateException("the gate was not opened: waited=" + PATIENCE);
        }
    }
}
