package dev.tandem.internal.choosing;

import dev.tandem.ChooserOptions;
import dev.tandem.Recommendation;
import dev.tandem.Recommendation.Executor;
import dev.tandem.Recommendation.Trial;
import dev.tandem.Recommendation.Work;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Judges what was found: threads, unless isolation was asked for or the evidence speaks for something else.
 */
/*
 * In this order: isolation was asked for; the work kills its process or does not end; it cannot be measured in threads;
 * processes are clearly faster because threads get into each other's way; several threads are not faster than one;
 * threads, virtual ones for work that waits.
 */
final class Verdict {
    /** Below that share of its time on a processor, work waits: twice as many workers as processors are of use. */
    private static final double WAITING_SHARE = 0.5;

    /** Differences that are smaller mean nothing on a machine with other work. */
    private static final double CLEARLY = 1.5;

    /** Several threads have to gain that much to be worth a pool. */
    private static final double GAIN = 1.2;

    /** Elements that are smaller cost about as much to hand over as to run. */
    private static final double TINY_NANOS = 2_000;

    /** More threads than that take memory; more waiting work than that is for virtual threads. */
    private static final int MOST_THREADS = 64;

    /** The work that a chunk should hold: what {@code map} aims at by itself. */
    private static final double CHUNK_NANOS = 1e6;

    private static final int LARGEST_CHUNK = 4_096;

    private final Findings findings;
    private final ChooserOptions options;

    private record Choice(Executor executor, int workers, String reason) {}

    Verdict(Findings findings, ChooserOptions options) {
        this.findings = findings;
        this.options = options;
    }

    /** Whether the work waits most of its time. */
    boolean waits() {
        return findings.cpuShare >= 0 && findings.cpuShare < WAITING_SHARE;
    }

    /** How many workers keep the processors busy with work that waits. */
    int manyWorkers() {
        double share = Math.max(findings.cpuShare, 1.0 / MOST_THREADS);
        return (int) Math.max(2, Math.min(MOST_THREADS, Math.ceil(options.workers() / share)));
    }

    Recommendation recommendation() {
        Choice choice = choice();
        if (findings.isMachineBusy()) {
            findings.notes.add(String.format(
                    Locale.ROOT,
                    "the machine was busy: a thread waited %.0f%% of its time for a processor, and times say little",
                    100 * findings.queuedShare));
        }
        Work work = findings.cpuShare < 0 ? Work.UNKNOWN : waits() ? Work.WAITS : Work.COMPUTES;
        return new Recommendation(
                choice.executor(),
                choice.workers(),
                chunkSize(choice),
                choice.reason(),
                work,
                findings.trials,
                findings.elementNanos > 0
                        ? Optional.of(Duration.ofNanos((long) Math.ceil(findings.elementNanos)))
                        : Optional.empty(),
                findings.cpuShare < 0 ? OptionalDouble.empty() : OptionalDouble.of(findings.cpuShare),
                findings.argumentBytes,
                findings.resultBytes,
                findings.serializationNanos < 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofNanos((long) findings.serializationNanos)),
                findings.sampleSize,
                findings.failures,
                findings.crashes,
                findings.hangs,
                findings.notes);
    }

    private int chunkSize(Choice choice) {
        // in a chunk, an element that kills its process takes those before it along
        boolean isHarmful = findings.crashes + findings.hangs > 0;
        if (isHarmful || choice.executor() == Executor.CALLER || findings.elementNanos <= 0) {
            return 1;
        }
        return chunkSize(findings.elementNanos);
    }

    /** How many elements that take so long should travel together. */
    static int chunkSize(double elementNanos) {
        return (int) Math.max(1, Math.min(LARGEST_CHUNK, CHUNK_NANOS / Math.max(1, elementNanos)));
    }

    private Choice choice() {
        int workers = options.workers();
        if (options.isIsolated()) {
            return new Choice(Executor.PROCESSES, workers, "isolation was asked for, which only processes give");
        }
        if (findings.crashes > 0) {
            return new Choice(
                    Executor.PROCESSES,
                    workers,
                    "the work kills the process that it runs in (" + findings.crashes + " of " + findings.sampleSize
                            + " elements, " + findings.crash
                            + "): in a thread that would be this program, so it was not tried there");
        }
        if (findings.hangs > 0) {
            return new Choice(
                    Executor.PROCESSES,
                    workers,
                    findings.hangs + " of " + findings.sampleSize + " elements did not end within "
                            + options.timeLimit().dividedBy(4).toMillis()
                            + " ms, and only a process can be stopped for sure; if they are just slow, choose again with"
                            + " a longer time limit");
        }
        Optional<Trial> alone = findings.alone();
        Optional<Trial> threads = findings.best(Executor.THREADS);
        Optional<Trial> processes = findings.best(Executor.PROCESSES);
        if (alone.isEmpty()) {
            return new Choice(Executor.THREADS, workers, "threads are the default, and nothing could be measured");
        }
        if (waits()) {
            return waiting(threads);
        }
        if (threads.isPresent()
                && processes.isPresent()
                && clearlyFaster(processes.get(), threads.get(), alone.get())) {
            return new Choice(
                    Executor.PROCESSES,
                    workers,
                    String.format(
                            Locale.ROOT,
                            "threads get into each other's way (%.1f times as fast as one with %d%s), and processes do"
                                    + " not (%.1f times)",
                            threads.get().perSecond() / alone.get().perSecond(),
                            workers,
                            findings.gcShare > 0.2
                                    ? String.format(
                                            Locale.ROOT,
                                            ", %.0f%% of the time collecting garbage",
                                            100 * findings.gcShare)
                                    : "",
                            processes.get().perSecond() / alone.get().perSecond()));
        }
        return computing(alone.get(), threads);
    }

    private boolean clearlyFaster(Trial processes, Trial threads, Trial alone) {
        return !findings.isMachineBusy()
                && processes.perSecond() > CLEARLY * threads.perSecond()
                && processes.perSecond() > CLEARLY * alone.perSecond();
    }

    private Choice waiting(Optional<Trial> threads) {
        int many = manyWorkers();
        boolean virtual = Runtime.version().feature() >= 21;
        String reason = String.format(
                Locale.ROOT,
                "the work waits %.0f%% of its time, so that %d %s keep the processors busy, and %s",
                100 * (1 - findings.cpuShare),
                many,
                virtual ? "virtual threads" : "threads",
                virtual
                        ? "they cost next to nothing"
                        : threads.isPresent() ? "they share all memory" : "they cost less than processes");
        return new Choice(virtual ? Executor.VIRTUAL_THREADS : Executor.THREADS, many, reason);
    }

    private Choice computing(Trial alone, Optional<Trial> threads) {
        if (threads.isEmpty()) {
            return options.workers() == 1
                    ? new Choice(Executor.CALLER, 1, "the work computes, and there is one processor for it")
                    : new Choice(Executor.THREADS, options.workers(), "threads are the default, and were not measured");
        }
        double gain = threads.get().perSecond() / alone.perSecond();
        boolean isTiny = findings.elementNanos < TINY_NANOS && gain < 1;
        if (gain < GAIN && findings.isMachineBusy() && !isTiny) {
            return new Choice(
                    Executor.THREADS,
                    threads.get().workers(),
                    String.format(
                            Locale.ROOT,
                            "threads are the default; other work had the processors for %.0f%% of the time, too much to"
                                    + " see whether several are faster",
                            100 * findings.queuedShare));
        }
        if (gain < GAIN) {
            return new Choice(
                    Executor.CALLER,
                    1,
                    String.format(
                            Locale.ROOT,
                            "%d threads are not faster than one (%.1f times): the elements are too small or share a"
                                    + " bottleneck",
                            threads.get().workers(),
                            gain));
        }
        return new Choice(
                Executor.THREADS,
                threads.get().workers(),
                String.format(
                        Locale.ROOT,
                        "the work computes, and threads do that in parallel (%.1f times as fast as one with %d), share"
                                + " memory and start at once",
                        gain,
                        threads.get().workers()));
    }
}
