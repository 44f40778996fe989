package dev.tandem.cli.map;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.RateLimit;
import dev.tandem.WorkerOptions;
import dev.tandem.cli.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where and how items run. */
final class RunOptions {
    /** More than a machine can bear. */
    private static final int MOST_WORKERS = 10_000;

    /** A JVM starts with less, but does nothing useful then. */
    private static final long LEAST_HEAP = 8L << 20;

    /** A worker takes most of it before it has done anything. */
    private static final long LEAST_MEMORY = 64L << 20;

    @Option(
            names = {"-j", "-P", "--processes"},
            paramLabel = "N",
            description = "How many worker processes there are; by default one for each processor.")
    private @Nullable Integer processes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Runs items on N threads of the command itself instead: no start of JVMs, but an item that hangs or"
                            + " exits takes the command with it.")
    private @Nullable Integer threads;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "The largest heap of each worker, such as 512m or 2g. An item that needs more fails.")
    private @Nullable String heap;

    @Option(
            names = "--memory-limit",
            paramLabel = "SIZE",
            description =
                    "Kills a worker whose process takes more memory, heap and all (Linux). Without --heap, the heap is"
                            + " three quarters of it.")
    private @Nullable String memoryLimit;

    @Option(
            names = "--jvm-flag",
            paramLabel = "FLAG",
            description = "A flag for the JVMs of the workers: --jvm-flag=-Xss4m, --jvm-flag=-Dkey=value.")
    private List<String> jvmFlags = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description =
                    "Kills an item that runs longer: 10s, 500ms, 2m, 1h, a plain number of seconds; or 200%%, that is"
                            + " twice the median of those that succeeded, once there are three, and at least one second.")
    private @Nullable String timeout;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "0",
            description = "Tries an item that failed up to N times more, whatever the reason.")
    private int retries;

    @Option(
            names = "--halt",
            paramLabel = "WHEN",
            description =
                    "When to stop before the end: soon,fail=3 (finish what runs), now,fail=10%% (kill it; a share of those"
                            + " done, and at least three), now,success=1, soon,done=100; never is the default.")
    private @Nullable String halt;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            description =
                    "Starts no more than so many items in a time, evenly spaced: 10/s, 600/m (in a minute), 1000/h (in an"
                            + " hour). Attempts that are repeated count too.")
    private @Nullable String rate;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "Waits for so long between the starts of two items: 100ms, 2s, a plain number of seconds.")
    private @Nullable String delay;

    boolean isThreads() {
        return threads != null;
    }

    int workers() {
        if (threads != null) {
            return threads;
        }
        return processes == null ? Runtime.getRuntime().availableProcessors() : processes;
    }

    int retries() {
        return retries;
    }

    void check() {
        if (processes != null && threads != null) {
            throw CommandException.usage("--processes and --threads exclude each other: --processes=" + processes
                    + ", --threads=" + threads);
        }
        if (workers() < 1) {
            throw CommandException.usage(
                    (isThreads() ? "--threads" : "--processes") + " must be positive: " + workers());
        }
        if (workers() > MOST_WORKERS) {
            throw CommandException.usage((isThreads() ? "--threads" : "--processes") + " must be at most "
                    + MOST_WORKERS + ": " + workers());
        }
        if (retries < 0) {
            throw CommandException.usage("--retries must not be negative: " + retries);
        }
        if (isThreads() && (heap != null || memoryLimit != null || !jvmFlags.isEmpty())) {
            throw CommandException.usage(
                    (heap != null ? "--heap" : memoryLimit != null ? "--memory-limit" : "--jvm-flag")
                            + " is for worker processes, not for --threads");
        }
        if (rate != null && delay != null) {
            throw CommandException.usage(
                    "--rate and --delay exclude each other: --rate=" + rate + ", --delay=" + delay);
        }
        if (heap != null) {
            long unused = size("--heap", heap, LEAST_HEAP);
        }
        if (memoryLimit != null) {
            long unused = size("--memory-limit", memoryLimit, LEAST_MEMORY);
        }
        ProcessPoolOptions unused = pool(ProcessPoolOptions.defaults());
    }

    TimeoutRule timeoutRule() {
        return timeout == null ? TimeoutRule.never() : checked("--timeout", TimeoutRule::parse, timeout);
    }

    /** How often items may be started; empty for as soon as they can be. */
    Optional<RateLimit> rateLimit() {
        if (rate != null) {
            return Optional.of(checked("--rate", RateText::parse, rate));
        }
        return Optional.ofNullable(delay).map(text -> RateLimit.of(1, checked("--delay", TimeText::parse, text)));
    }

    Halt haltRule() {
        return halt == null ? Halt.never() : checked("--halt", Halt::parse, halt);
    }

    /** The options of a pool of processes. */
    ProcessPoolOptions pool(ProcessPoolOptions defaults) {
        ProcessPoolOptions options = defaults.workers(workers());
        String heapSize = heap;
        if (memoryLimit != null) {
            options = checked("--memory-limit", options::maxResidentMemory, memoryLimit);
            heapSize = heap == null ? options.maxResidentMemory().orElseThrow() / 4 * 3 / 1024 + "k" : heap;
        }
        WorkerOptions worker = options.worker();
        if (heapSize != null) {
            worker = checked(heap == null ? "--memory-limit" : "--heap", worker::heap, heapSize);
        }
        WorkerOptions flagged = flagged(worker);
        return options.worker(ignored -> flagged);
    }

    private WorkerOptions flagged(WorkerOptions worker) {
        try {
            return worker.jvmFlags(jvmFlags.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--jvm-flag: " + e.getMessage());
        }
    }

    private static long size(String option, String value, long least) {
        return checked(option, text -> SizeText.parse(text, least, SizeText.machine()), value);
    }

    private static <T> T checked(String option, Function<String, T> use, String value) {
        try {
            return use.apply(value);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(option + ": " + e.getMessage());
        }
    }
}
