package dev.tandem.testkit;

import dev.tandem.ProcessPoolExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A parent is started, ends, and it is looked at what is left.
 *
 * @param number tells it from other rounds
 * @param end how the parent ends
 * @param state what the workers are doing then
 * @param delayMillis how long workers that are starting have had for it
 */
record OrphanRound(int number, OrphanEnd end, OrphanState state, long delayMillis) {
    /** What is promised. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private static final String MARK = "TANDEM_ORPHAN_ROUND";
    private static final List<String> FLAGS = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /**
     * What came of it.
     *
     * @param findings what was left, or went wrong
     * @param gone how long after the parent's end the last worker was gone
     */
    record Outcome(List<String> findings, Duration gone) {}

    /** Carries it out, with files in a directory. */
    Outcome run(Path directory) throws IOException, InterruptedException {
        Journal journal = Journal.in(directory);
        // inherited by everything that the parent starts, whatever becomes of it
        String mark = ProcessHandle.current().pid() + "-" + number;
        List<String> findings = new ArrayList<>();
        try (ChildJvm parent = ChildJvm.start(
                directory,
                FLAGS,
                Map.of(MARK, mark),
                OrphanParent.class,
                end.name(),
                state.name(),
                Long.toString(delayMillis),
                directory.toString(),
                journal.file().toString())) {
            awaitReady(parent, journal);
            if (state == OrphanState.STOPPED) {
                for (String pid : noted(journal, "pid ")) {
                    Processes.signal(Long.parseLong(pid), "STOP");
                }
            }
            if (end.signal().isPresent()) {
                Processes.signal(parent.pid(), end.signal().get());
            } else {
                journal.note("go");
            }
            int code = parent.awaitExit();
            long ended = System.nanoTime();
            if (code != end.exitCode()) {
                findings.add("the parent ended otherwise: code=" + code + ", output=" + parent.output());
            }
            Poll.within(LIMIT, () -> orphans(mark).isEmpty());
            Duration gone = Duration.ofNanos(System.nanoTime() - ended);
            for (long orphan : orphans(mark)) {
                findings.add("a worker lives: pid=" + orphan);
                ProcessHandle.of(orphan).ifPresent(ProcessHandle::destroyForcibly);
            }
            ProcessPoolExecutor.open(1).close(); // sweeps
            for (String left : noted(journal, "directory ")) {
                // a pool of another round may be sweeping it just now, or be killed while it does
                Poll.within(LIMIT, () -> Files.notExists(Path.of(left)) || !isThereAfterASweep(left));
                if (Files.exists(Path.of(left))) {
                    findings.add("a directory is left: " + left);
                }
            }
            return new Outcome(findings, gone);
        }
    }

    private static boolean isThereAfterASweep(String directory) {
        ProcessPoolExecutor.open(1).close();
        return Files.exists(Path.of(directory));
    }

    private static List<Long> orphans(String mark) {
        return Processes.withVariable(MARK, mark);
    }

    private static void awaitReady(ChildJvm parent, Journal journal) {
        Poll.until(
                "a parent that is ready",
                () -> journal.lines().contains("ready") || (!parent.isAlive() && hasFailed(parent)));
    }

    private static boolean hasFailed(ChildJvm parent) {
        if (parent.output().contains("main fails")) {
            return true; // it has ended as it was to end
        }
        throw new AssertionError("the parent ended too early: " + parent.output());
    }

    private static List<String> noted(Journal journal, String start) {
        return journal.lines().stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }
}
