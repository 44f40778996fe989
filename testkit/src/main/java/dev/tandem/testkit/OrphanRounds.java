package dev.tandem.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Ends parents of workers in every way, while the workers are in every state, again and again, and counts the workers
 * that are alive two seconds later and the directories that the next pool has not swept.
 *
 * <pre>
 * java -cp ... dev.tandem.testkit.OrphanRounds 1000 42
 * </pre>
 */
final class OrphanRounds {
    private static final int USAGE_ERROR = 2;

    /** Parents at a time. More of them load the machine more, and that makes what has to be in time late. */
    private static final int PARALLEL = 2;

    /** The longest head start of workers that are to be starting: longer than a start takes. */
    private static final int MOST_DELAY_MILLIS = 400;

    private static final int PROGRESS = 50;

    private final long seed;
    private final List<OrphanRound> rounds;
    private final PrintStream log;
    private final AtomicInteger next = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> findings = new ConcurrentLinkedQueue<>();

    /** The longest time until the workers of a round were gone. Guarded by {@code this}. */
    private Duration worst = Duration.ZERO;

    /** How many rounds there were by end and by state. Guarded by {@code this}. */
    private final Map<OrphanEnd, Integer> byEnd = new EnumMap<>(OrphanEnd.class);

    private final Map<OrphanState, Integer> byState = new EnumMap<>(OrphanState.class);

    private OrphanRounds(int count, long seed, PrintStream log) {
        this.seed = seed;
        this.rounds = rounds(count, new Random(seed));
        this.log = log;
    }

    /** Every combination as often as every other one, in random order. */
    private static List<OrphanRound> rounds(int count, Random random) {
        List<OrphanRound> rounds = new ArrayList<>();
        while (rounds.size() < count) {
            List<OrphanRound> all = new ArrayList<>();
            for (OrphanEnd end : OrphanEnd.values()) {
                for (OrphanState state : OrphanState.values()) {
                    if (state.occursAt(end)) {
                        int number = rounds.size() + all.size();
                        all.add(new OrphanRound(number, end, state, random.nextInt(MOST_DELAY_MILLIS)));
                    }
                }
            }
            Collections.shuffle(all, random);
            rounds.addAll(all);
        }
        return List.copyOf(rounds.subList(0, count));
    }

    /** Runs it and exits: with 0 if nothing was left, 1 otherwise. Arguments: how many rounds, and the seed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 2) {
            System.err.println("usage: OrphanRounds ROUNDS SEED");
            System.exit(USAGE_ERROR);
        }
        List<String> findings = run(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]), System.out);
        System.exit(findings.isEmpty() ? 0 : 1);
    }

    /** Runs so many rounds and returns what is to be complained of. */
    static List<String> run(int count, long seed, PrintStream log) throws IOException, InterruptedException {
        OrphanRounds harness = new OrphanRounds(count, seed, log);
        Path directory = Files.createTempDirectory("orphan-rounds-");
        try {
            harness.run(directory);
        } finally {
            deleteTree(directory);
        }
        return List.copyOf(harness.findings);
    }

    private void run(Path directory) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PARALLEL; i++) {
            Thread thread = new Thread(() -> runSome(directory), "orphan-rounds-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        log.println(summary(rounds.size()));
    }

    private void runSome(Path directory) {
        for (int i = next.getAndIncrement(); i < rounds.size(); i = next.getAndIncrement()) {
            OrphanRound round = rounds.get(i);
            try {
                note(round, round.run(Files.createTempDirectory(directory, "round-")));
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                complain(round, "the round itself failed: " + e);
            }
            if ((i + 1) % PROGRESS == 0) {
                log.println(summary(i + 1));
            }
        }
    }

    private synchronized void note(OrphanRound round, OrphanRound.Outcome outcome) {
        byEnd.merge(round.end(), 1, Integer::sum);
        byState.merge(round.state(), 1, Integer::sum);
        worst = worst.compareTo(outcome.gone()) < 0 ? outcome.gone() : worst;
        outcome.findings().forEach(finding -> complain(round, finding));
    }

    private void complain(OrphanRound round, String finding) {
        findings.add(round + ": " + finding);
        log.println("orphans: seed=" + seed + ": " + round + ": " + finding);
    }

    private synchronized String summary(int done) {
        return "orphans: seed=" + seed + " rounds=" + done + " findings=" + findings.size() + " worst-millis="
                + worst.toMillis() + " " + byEnd + " " + byState;
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
