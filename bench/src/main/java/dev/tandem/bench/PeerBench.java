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
 * How fast is Tandem, next to what people use today: CPython's process pools, and the JDK's thread pool?
 *
 * <p>Held constant: 2 workers on every side; the same task (adds one to an integer, or gives bytes back), with its
 * results summed and checked; at most 100,000 tasks pending; warm pools, except where a fresh one is the question; one
 * side at a time, in turns, so that what else the machine does hits all alike. Figures are medians; a ratio is the
 * median of the ratios of the single repetitions. CPython's sides run in one child process each, which times itself.
 *
 * <p>Command: {@code ./tandem bench [--quick] [--json FILE]}; {@code ./tandem bench --jmh [arguments]} hands over to
 * JMH, for the benchmarks in {@link dev.tandem.bench.jmh}. The exit code is 0 if everything ran, whether targets are
 * met or not; 1 if a side failed or a child process was left over; 2 if the arguments are wrong.
 */
public final class PeerBench {
    /** Children that were told to end may need a moment. */
    private static final Duration CHILDREN_TIME = Duration.ofSeconds(5);

    private PeerBench() {}

    /**
     * Runs the benchmarks and exits.
     *
     * @param args {@code [--quick] [--json FILE]}, or {@code --jmh} and arguments for JMH
     * @throws IOException if a report cannot be written, or JMH fails so
     */
    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals("--jmh")) {
            runJmh(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        BenchArguments arguments;
        try {
            arguments = BenchArguments.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.printf("tandem: %s%n" + BenchArguments.USAGE, e.getMessage());
            System.exit(2);
            return;
        }
        boolean isComplete = run(arguments);
        boolean isClean = hasNoChildren();
        System.exit(isComplete && isClean ? 0 : 1);
    }

    private static boolean run(BenchArguments arguments) throws IOException {
        Instant startedAt = Instant.now();
        Optional<Python> python = Python.find();
        Machine machine = Machine.here(python);
        System.out.println(machine.text());
        List<Recording> recordings = record(new Measurements(python, arguments.quick()), arguments.repetitions());
        report(recordings, arguments.repetitions(), machine);
        if (arguments.json().isPresent()) {
            new JsonReport(machine, startedAt, recordings)
                    .write(arguments.json().get());
        }
        return recordings.stream().noneMatch(Recording::isFailed);
    }

    private static List<Recording> record(Measurements measurements, int repetitions) {
        List<Recording> recordings = new ArrayList<>();
        Recorder recorder = new Recorder(repetitions);
        for (Measurement measurement : measurements.all()) {
            System.out.printf("measuring: %s%n", measurement.name());
            recordings.add(recorder.record(measurement));
        }
        return recordings;
    }

    private static void report(List<Recording> recordings, int repetitions, Machine machine) {
        PeerTable table = new PeerTable(recordings);
        System.out.printf("%nMedians of %d repetitions, 2 workers, ratio = Tandem / peer%n%n", repetitions);
        System.out.println(table.comparisons());
        System.out.println(table.spreads());
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
