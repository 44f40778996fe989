package dev.tandem.bench;

import java.io.IOException;
import java.util.List;

/** How many tasks can wait in a heap of 512 MB: a million, or none, when a fresh JVM runs out of memory with them. */
final class FitSide implements Side {
    static final int TASKS = 1_000_000;

    private static final List<String> FLAGS = List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

    @Override
    public Sample measure() throws IOException, WrongResultException {
        ProcessBuilder command = ChildJvm.command(FLAGS, PendingProbe.class, "tandem", String.valueOf(TASKS));
        try (ChildSide child = new ChildSide(command, 2L * TASKS)) {
            return Sample.of(child.measure().values().get(1));
        } catch (IOException e) {
            System.err.println("tandem: " + TASKS + " tasks do not fit: " + e.getMessage());
            return Sample.of(0);
        }
    }

    @Override
    public void close() {
        // each child has ended
    }
}
