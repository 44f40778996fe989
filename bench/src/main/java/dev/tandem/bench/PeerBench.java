package dev.tandem.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How fast is Tandem, next to what people use today: CPython's process pools, loky, joblib and pebble, PP4J, and the
 * JDK's thread pools?
 *
 * <p>Held constant: 2 workers on every side, unless their number is the question; the same task (adds one to an
 * integer, or gives bytes back), with its results summed and checked; at most 100,000 tasks pending; warm pools, except
 * where a fresh one is the question; one side at a time, in turns, so that what else the machine does hits all alike.
 * Figures are medians; a ratio is the median of the ratios of the single repetitions. Python's and PP4J's sides run in
 * one child process each, which times itself. A peer that is not installed is said to be missing.
 *
 * <p>Command: {@code ./tandem bench}; what else it takes is in {@link BenchArguments}. {@code ./tandem bench --jmh
 * [arguments]} hands over to JMH, for the benchmarks of the parts. The exit code is 0 if everything ran, whether targets
 * are met or not; 1 if a side failed or a child process was left over; 2 if the arguments are wrong.
 */
public final class PeerBench {
    /** Children that were told to end may need a moment. */
    private static final Duration CHILDREN_TIME = Duration.ofSeconds(5);

    private PeerBench() {}

    /**
     * Runs the benchmarks and exits.
     *
     * @param args as in {@link BenchArguments}, or {@code --jmh} and arguments for JMH
     * @throws IOException if a report cannot be written, or JMH fails so
     * @throws InterruptedException if somebody interrupts it
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0 && args[0].equals("--jmh")) {
            runJmh(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        boolean isComplete;
        try {
            isComplete = run(BenchArguments.parse(args));
        } catch (IllegalArgumentException e) {
            System.err.printf("tandem: %s%n" + BenchArguments.USAGE, e.getMessage());
            System.exit(2);
            return;
        }
        boolean isClean = hasNoChildren();
        System.exit(isComplete && isClean ? 0 : 1);
    }

    private static boolean run(BenchArguments arguments) throws IOException, InterruptedException {
        Instant startedAt = Instant.now();
        Pythons pythons = Pythons.find();
        Machine machine = Machine.here(pythons);
        if (arguments.costModel().isPresent()) {
            System.out.println(machine.text());
            Preparation.run();
            new CostModel(arguments.quick())
                    .write(machine, arguments.costModel().get());
            return true;
        }
        Optional<Profile> profile = arguments.profile().isPresent()
                ? Optional.of(Profile.into(arguments.profile().get()))
                : Optional.empty();
        List<Measurement> measurements = Measurements.named(
                new Measurements(new Contestants(pythons, arguments.quick(), profile)).all(), arguments.only());
        if (arguments.list()) {
            measurements.forEach(m -> System.out.printf(Locale.ROOT, "%-16s %s%n", m.key(), m.name()));
            return true;
        }
        if (profile.isPresent() && measurements.size() != 1) {
            throw new IllegalArgumentException("--profile takes one measurement: " + arguments.only() + " begins more");
        }
        System.out.println(machine.text());
        Preparation.run();
        List<Recording> recordings = record(measurements, arguments.repetitions(), profile);
        report(recordings, arguments, machine);
        if (arguments.json().isPresent()) {
            new JsonReport(machine, startedAt, recordings)
                    .write(arguments.json().get());
        }
        return recordings.stream().noneMatch(Recording::isFailed);
    }

    private static List<Recording> record(List<Measurement> measurements, int repetitions, Optional<Profile> profile) {
        List<Recording> recordings = new ArrayList<>();
        Recorder recorder = new Recorder(repetitions, profile);
        for (Measurement measurement : measurements) {
            System.out.printf("measuring: %s", measurement.name());
            System.out.flush();
            long start = System.nanoTime();
            recordings.add(recorder.record(profile.isPresent() ? measurement.alone() : measurement));
            System.out.printf(", %d s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        }
        return recordings;
    }

    private static void report(List<Recording> recordings, BenchArguments arguments, Machine machine) {
        PeerTable table = new PeerTable(recordings);
        System.out.printf(
                "%nMedians of up to %d repetitions, 2 workers, ratio = Tandem / peer%n%n", arguments.repetitions());
        System.out.println(table.comparisons());
        System.out.println(table.spreads());
        if (arguments.only().isEmpty()) {
            System.out.println(new TargetTable(recordings).text());
        }
        System.out.print(table.problems());
        System.out.printf(
                Locale.ROOT, "load of the machine: %.1f before, %.1f after%n", machine.load(), Machine.loadNow());
        if (machine.isBusy()) {
            System.out.println("The machine was busy with other work: see the spread before you believe a figure.");
        }
    }

    /** Waits for the children to be gone; says so if some stay, and ends them. */
    private static boolean hasNoChildren() {
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        CompletableFuture<?>[] exits =
                children.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(exits)
                .completeOnTimeout(null, CHILDREN_TIME.toSeconds(), TimeUnit.SECONDS)
                .join();
        List<ProcessHandle> left =
                children.stream().filter(ProcessHandle::isAlive).toList();
        for (ProcessHandle child : left) {
            System.err.println("tandem: a child process was left over: pid=" + child.pid() + ", " + child.info());
            child.destroyForcibly();
        }
        return left.isEmpty();
    }

    private static void runJmh(String[] args) throws IOException {
        try {
            org.openjdk.jmh.Main.main(args);
        } catch (NoClassDefFoundError e) {
            System.err.println("tandem: JMH is not on the class path: " + e.getMessage());
            System.exit(1);
        }
    }
}
