package dev.tandem.testkit;

import dev.tandem.WorkerCrashedException;
import dev.tandem.testkit.ChaosLedger.Cancel;
import dev.tandem.testkit.ChaosLedger.Ending;
import dev.tandem.testkit.ChaosLedger.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares what the pool answered with what the workers noted.
 *
 * <p>A task whose worker was killed may have no start: there is a moment between the pool's own note that it runs and
 * the first thing it does. The other way round there is no excuse: what has started has run.
 */
final class ChaosAudit {
    private final ChaosLedger ledger;
    private final int threadsPerWorker;
    private final Findings findings;
    private final StartCounts starts;

    /** The processes in which a task has started that ends its process. */
    private final Set<Long> exited = new HashSet<>();

    /** The processes in which a task has started that may have to be killed for it. */
    private final Set<Long> hung = new HashSet<>();

    private long lost;
    private long duplicated;

    ChaosAudit(ChaosLedger ledger, Path journals, int threadsPerWorker, Findings findings) throws IOException {
        this.ledger = ledger;
        this.threadsPerWorker = threadsPerWorker;
        this.findings = findings;
        this.starts = StartCounts.read(journals, this::isWatched);
    }

    private boolean isWatched(int number) {
        return ledger.kind(number).exits()
                || mayHaveToBeKilled(number)
                || ledger.failures().containsKey(number);
    }

    private boolean mayHaveToBeKilled(int number) {
        return ledger.kind(number).hangs() || ledger.cancel(number) == Cancel.HARD;
    }

    /** Looks at every task. */
    void run() {
        for (int number = 1; number <= ledger.count(); number++) {
            if (ledger.kind(number).exits()) {
                exited.addAll(starts.pidsOf(number));
            } else if (mayHaveToBeKilled(number)) {
                hung.addAll(starts.pidsOf(number));
            }
        }
        for (int number = 1; number <= ledger.count(); number++) {
            checkStarts(number);
            checkEnding(number);
        }
        checkDeaths();
    }

    /** Tasks whose future is not done, and results that were not delivered. */
    long lost() {
        return lost;
    }

    /** Tasks that ran more often than they may. */
    long duplicated() {
        return duplicated;
    }

    /** How many tasks ended in which way, in one line. */
    String endings() {
        Map<Ending, Integer> counts = new EnumMap<>(Ending.class);
        for (int number = 1; number <= ledger.count(); number++) {
            counts.merge(ledger.ending(number), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-') + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    private void checkStarts(int number) {
        ChaosKind kind = ledger.kind(number);
        int count = starts.of(number);
        int allowed = kind.isRetried() && ledger.ending(number) != Ending.NONE
                ? Math.min(kind.attempts(), ledger.attempts(number))
                : kind.attempts();
        if (count > allowed) {
            duplicated++;
            wrong(number, "started " + count + " times, allowed=" + allowed);
        }
    }

    private void checkEnding(int number) {
        Ending ending = ledger.ending(number);
        if (ledger.cancel(number) != Cancel.NONE && ending != Ending.CANCELLED) {
            wrong(number, "is not cancelled, although cancel returned true");
        }
        switch (ending) {
            case NONE -> {
                lost++;
                wrong(number, "is not done");
            }
            case SUCCEEDED -> checkSuccess(number);
            case THREW -> require(number, ledger.kind(number) == ChaosKind.THROWING && starts.of(number) == 1);
            case CRASHED -> checkCrash(number, failureOf(number));
            case TIMED_OUT -> checkTimeout(number, failureOf(number));
            case CANCELLED -> checkCancellation(number);
            case ODD -> {}
        }
    }

    private void checkSuccess(int number) {
        require(number, ledger.kind(number).maySucceed() && starts.of(number) > 0);
    }

    /** Only a signal, the task itself, and what it shares its worker or chunk with, may end its process. */
    private void checkCrash(int number, Failure failure) {
        ChaosKind kind = ledger.kind(number);
        boolean isKilled = ledger.killed().contains(failure.pid());
        boolean isOwn = kind.exits() && failure.crash() == WorkerCrashedException.Kind.EXIT;
        boolean isOfChunk = kind.isMapped() && exited.contains(failure.pid());
        require(number, isKilled || isOwn || isOfChunk || isOfNeighbour(failure.pid()));
        require(number, !kind.isRetried() || ledger.attempts(number) == kind.attempts());
        checkPlace(number, failure);
    }

    /** Tasks that share a worker share its fate. */
    private boolean isOfNeighbour(long pid) {
        return threadsPerWorker > 1
                && (exited.contains(pid)
                        || hung.contains(pid)
                        || ledger.stopped().contains(pid));
    }

    /** Only tasks that hang and tasks of a worker that was stopped may exceed their time. */
    private void checkTimeout(int number, Failure failure) {
        ChaosKind kind = ledger.kind(number);
        require(number, kind.hangs() || ledger.stopped().contains(failure.pid()));
        require(number, !kind.isRetried() || ledger.attempts(number) == kind.attempts());
        checkPlace(number, failure);
    }

    private void checkPlace(int number, Failure failure) {
        if (!ledger.kind(number).isRetried() && starts.of(number) > 0) {
            require(number, starts.pidsOf(number).contains(failure.pid()));
        }
    }

    private void checkCancellation(int number) {
        switch (ledger.cancel(number)) {
            case SOFT -> require(number, starts.of(number) == 0);
            case HARD -> {}
            case NONE ->
                require(
                        number,
                        ledger.wasCancelledAtEnd()
                                && (starts.of(number) == 0
                                        || ledger.kind(number).isRetried()));
        }
    }

    /**
     * A death fails at most what each thread of the worker was running. If it fails more, these had ended, and their
     * results were lost.
     */
    private void checkDeaths() {
        Map<Long, Set<Integer>> units = new HashMap<>();
        for (Failure failure : ledger.failures().values()) {
            if (failure.crash() != null) {
                units.computeIfAbsent(failure.pid(), pid -> new HashSet<>()).add(failure.unit());
            }
        }
        units.forEach((pid, failed) -> {
            int excess = failed.size() - threadsPerWorker;
            if (excess > 0) {
                lost += excess;
                findings.wrong(
                        "the death of process %d failed more tasks than it ran: threads=%d, tasks=%s",
                        pid, threadsPerWorker, failed);
            }
        });
    }

    private Failure failureOf(int number) {
        Failure failure = ledger.failures().get(number);
        return failure == null ? new Failure(number, 0, null) : failure;
    }

    private void require(int number, boolean condition) {
        if (!condition) {
            wrong(number, "has the wrong outcome");
        }
    }

    private void wrong(int number, String what) {
        Failure failure = failureOf(number);
        findings.wrong(
                "task %d %s: kind=%s, ending=%s, starts=%d, startedIn=%s, attempts=%d, cancel=%s, pid=%d, crash=%s,"
                        + " wasKilled=%b, wasStopped=%b",
                number,
                what,
                ledger.kind(number),
                ledger.ending(number),
                starts.of(number),
                starts.pidsOf(number),
                ledger.attempts(number),
                ledger.cancel(number),
                failure.pid(),
                Objects.toString(failure.crash()),
                ledger.killed().contains(failure.pid()),
                ledger.stopped().contains(failure.pid()));
    }
}
