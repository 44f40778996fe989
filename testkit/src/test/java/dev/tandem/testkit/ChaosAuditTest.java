package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.TaskTimeoutException;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerId;
import dev.tandem.testkit.ChaosLedger.Cancel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker of chaos runs can fail: it is given ledgers and journals of pools that do wrong. */
class ChaosAuditTest {
    private static final long PID = 1001;
    private static final long OTHER_PID = 1002;

    private final Findings findings = new Findings();
    private final ChaosLedger ledger = new ChaosLedger(findings);

    @TempDir
    private Path dir;

    private StartJournal journal;
    private StartJournal otherJournal;

    @BeforeEach
    void openJournals() throws Exception {
        journal = new StartJournal(dir, PID);
        otherJournal = new StartJournal(dir, OTHER_PID);
    }

    @Test
    void tasksThatRanOnceAndSucceeded_pass() throws Exception {
        for (int i = 0; i < 300_000; i++) { // more than fit in one segment of the journal
            succeeds(started(ChaosKind.TINY));
        }

        assertPasses();
    }

    @Test
    void taskThatRanTwice_isDuplicated() throws Exception {
        int task = started(ChaosKind.TINY);
        otherJournal.note(task);
        succeeds(task);

        ChaosAudit audit = audit();
        assertThat(audit.duplicated()).isEqualTo(1);
        assertThat(findings.told()).singleElement().asString().contains("task 1 started 2 times");
    }

    @Test
    void futureThatIsNotDone_isLost() throws Exception {
        succeeds(started(ChaosKind.TINY));
        started(ChaosKind.KEYED);

        assertThat(audit().lost()).isEqualTo(1);
        assertThat(findings.told()).singleElement().asString().contains("task 2 is not done");
    }

    @Test
    void deathThatFailsMoreThanItsThreadsRan_losesResults() throws Exception {
        ledger.kills(PID);
        crashes(started(ChaosKind.TINY), PID);
        crashes(started(ChaosKind.TINY), PID);
        crashes(started(ChaosKind.TINY), PID);

        assertThat(audit().lost()).isEqualTo(2);
    }

    @Test
    void deathThatFailsOneChunk_passes() throws Exception {
        ledger.kills(PID);
        int first = ledger.open(ChaosKind.MAPPED, 3);
        for (int i = 0; i < 3; i++) {
            journal.note(first + i);
            ledger.ended(first + i, first, null, crash(PID));
        }

        assertPasses();
    }

    @Test
    void crashInAWorkerThatNobodyKilled_isWrong() throws Exception {
        crashes(started(ChaosKind.TINY), PID);

        assertFails("has the wrong outcome");
    }

    @Test
    void crashInAnotherWorkerThanTheOneThatRanTheTask_isWrong() throws Exception {
        ledger.kills(OTHER_PID);
        crashes(started(ChaosKind.TINY), OTHER_PID);

        assertFails("has the wrong outcome");
    }

    @Test
    void successWithoutAStart_isWrong() throws Exception {
        succeeds(ledger.open(ChaosKind.TINY));

        assertFails("has the wrong outcome");
    }

    @Test
    void resultOfAnotherTask_isWrong() throws Exception {
        int task = started(ChaosKind.TINY);
        ledger.ended(task, task, ChaosTasks.valueOf(task + 1), null);

        assertFails("has the result");
    }

    @Test
    void startOfATaskThatWasCancelledWhilePending_isWrong() throws Exception {
        int task = started(ChaosKind.TINY);
        ledger.cancelled(task, Cancel.SOFT);
        ledger.ended(task, task, null, new CancellationException());

        assertFails("has the wrong outcome");
    }

    @Test
    void cancellationThatNobodyAskedFor_isWrong() throws Exception {
        int task = ledger.open(ChaosKind.TINY);
        ledger.ended(task, task, null, new CancellationException());

        assertFails("has the wrong outcome");
    }

    @Test
    void resultAfterCancelReturnedTrue_isWrong() throws Exception {
        int task = started(ChaosKind.TINY);
        ledger.cancelled(task, Cancel.HARD);
        succeeds(task);

        assertFails("is not cancelled");
    }

    @Test
    void timeoutOfATinyTask_isRightOnlyInAWorkerThatWasStopped() throws Exception {
        int task = started(ChaosKind.TINY);
        ledger.ended(task, task, null, timeout(PID));

        assertFails("has the wrong outcome");
        ledger.stops(PID);
        assertThat(audit().lost()).isZero();
        assertThat(findings.told()).hasSize(1);
    }

    @Test
    void otherFailure_isWrong() throws Exception {
        int task = started(ChaosKind.TINY);
        ledger.ended(task, task, null, new IllegalStateException("something else"));

        assertFails("something else");
    }

    private int started(ChaosKind kind) {
        int task = ledger.open(kind);
        journal.note(task);
        return task;
    }

    private void succeeds(int task) {
        ledger.ended(task, task, ChaosTasks.valueOf(task), null);
    }

    private void crashes(int task, long pid) {
        ledger.ended(task, task, null, crash(pid));
    }

    private ChaosAudit audit() throws Exception {
        ChaosAudit audit = new ChaosAudit(ledger, dir, 1, findings);
        audit.run();
        return audit;
    }

    private void assertPasses() throws Exception {
        ChaosAudit audit = audit();
        assertThat(findings.told()).isEmpty();
        assertThat(audit.lost()).isZero();
        assertThat(audit.duplicated()).isZero();
    }

    private void assertFails(String what) throws Exception {
        audit();
        assertThat(findings.told())
                .singleElement()
                .asString()
                .contains("task 1")
                .contains(what);
    }

    private static WorkerCrashedException crash(long pid) {
        return new WorkerCrashedException(new WorkerCrashedException.Report(
                WorkerCrashedException.Kind.SIGNAL,
                null,
                new WorkerId(1, pid),
                137,
                "task",
                Duration.ofMillis(1),
                "",
                null,
                List.of(),
                null,
                ""));
    }

    private static TaskTimeoutException timeout(long pid) {
        return new TaskTimeoutException(
                "task",
                TaskTimeoutException.Limit.TIMEOUT,
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                new WorkerId(1, pid),
                List.of());
    }
}
