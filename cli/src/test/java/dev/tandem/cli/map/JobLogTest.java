package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.cli.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLogTest {
    @TempDir
    private Path directory;

    private Path logFile;
    private Path outFile;

    @BeforeEach
    void names() {
        logFile = directory.resolve("log");
        outFile = directory.resolve("out");
    }

    @Test
    void line_survivesBeingWrittenAndRead() {
        JobLogLine line = new JobLogLine(
                7, "worker-2", "1.000", "0.250", 3, 4, 137, 9, Escapes.logged("a\tb\nc"), Outcome.Kind.CRASHED, 2, 99);
        String text = new String(line.bytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(text).isEqualTo("7\tworker-2\t1.000\t0.250\t3\t4\t137\t9\ta\\tb\\nc\tcrashed\t2\t99\n");
        assertThat(JobLogLine.parse(text.stripTrailing())).contains(line);
    }

    @Test
    void run_thatWasKilledAfterAnyByte_isResumedWithEachResultOnce() throws IOException {
        writeRun(List.of("one", "two\n", "three"), Optional.of(outFile));
        byte[] log = Files.readAllBytes(logFile);
        byte[] out = Files.readAllBytes(outFile);
        assertThat(new String(out)).isEqualTo("one!\ntwo\n!\nthree!\n");
        for (int size = 0; size <= log.length; size++) {
            Files.write(logFile, Arrays.copyOf(log, size));
            Files.write(outFile, out); // the result of a line is there before the line
            long lines = new String(log, 0, size).chars().filter(c -> c == '\n').count();
            if (lines == 0) {
                Files.write(outFile, new byte[0]); // nothing is written before the head of the log
            }
            int done = resumeRun(List.of("one", "two\n", "three"));
            assertThat(done).as("log of %d bytes", size).isEqualTo((int) Math.max(0, lines - 1));
            assertThat(outFile).hasBinaryContent(out);
            assertThat(Files.readAllLines(logFile)).hasSize(4);
        }
    }

    @Test
    void output_withATornTail_isCutOffBehindTheLastResultInTheLog() throws IOException {
        writeRun(List.of("one"), Optional.of(outFile));
        Files.writeString(outFile, "tw", java.nio.file.StandardOpenOption.APPEND);
        assertThat(resumeRun(List.of("one", "two"))).isEqualTo(1);
        assertThat(outFile).hasContent("one!\ntwo!\n");
    }

    @Test
    void output_shorterThanTheLogSays_isRefused() throws IOException {
        writeRun(List.of("one"), Optional.of(outFile));
        Files.writeString(outFile, "on");
        assertUsage(
                () -> resumeRun(List.of("one")),
                "--output: the file is shorter than the job log says, so that results are missing: " + outFile
                        + ": wanted: 5 bytes, actual: 2");
    }

    @Test
    void output_whoseLogIsGone_isNotEmptied() throws IOException {
        writeRun(List.of("one"), Optional.of(outFile));
        Files.delete(logFile);
        assertUsage(
                () -> resumeRun(List.of("one")),
                "--output: the job log is empty, but this file is not, so that it is not known what of it is done: "
                        + outFile + "; start anew without --resume");
        assertThat(outFile).hasContent("one!\n");
    }

    @Test
    void output_ofARunThatHadNone_isRefused() throws IOException {
        writeRun(List.of("one"), Optional.empty());
        assertUsage(() -> resumeRun(List.of("one")), "--output: the run that is resumed had no --output: " + outFile);
    }

    @Test
    void input_otherThanInTheLog_isRefused() throws IOException {
        writeRun(List.of("one", "two"), Optional.of(outFile));
        assertUsage(
                () -> resumeRun(List.of("one", "zwei")),
                "the inputs are not those of the job log: item 2 is now zwei; resume with the same inputs in the same order, or"
                        + " start anew without --resume");
    }

    @Test
    void failedItems_areDoneOrNot_asOneLikes_andTheLastLineCounts() throws IOException {
        LoggedJobs jobs = new LoggedJobs();
        Input one = new Input("one", new byte[0]);
        jobs.add(line(1, "one", Outcome.Kind.TIMEOUT));
        assertThat(jobs.isDone(1, one, false)).isTrue();
        assertThat(jobs.isDone(1, one, true)).isFalse();
        jobs.add(line(1, "one", Outcome.Kind.OK));
        assertThat(jobs.isDone(1, one, true)).isTrue();
        assertThat(jobs.isDone(2, one, true)).isFalse();
        assertThat(jobs.isDone(Long.MAX_VALUE, one, true)).isFalse();
        jobs.add(line(5_000_000, "far", Outcome.Kind.OK));
        assertThat(jobs.isDone(5_000_000, new Input("far", new byte[0]), false)).isTrue();
        assertThat(jobs.count()).isEqualTo(2);
    }

    @Test
    void fileThatIsNoLog_isNotTouched() throws IOException {
        Files.writeString(logFile, "precious\n");
        assertUsage(
                () -> writeRun(List.of("one"), Optional.empty()),
                "--joblog: the file is there and is no job log, so it is not written over: " + logFile);
        assertUsage(
                () -> resumeRun(List.of("one")),
                "--joblog: line 1 is not that of a job log of this command: " + logFile);
        assertThat(logFile).hasContent("precious\n");
    }

    @Test
    void lineThatIsNone_isNamed() throws IOException {
        writeRun(List.of("one"), Optional.of(outFile));
        Files.writeString(logFile, "2\tx\n", java.nio.file.StandardOpenOption.APPEND);
        assertUsage(
                () -> resumeRun(List.of("one")),
                "--joblog: line 3 is not that of a job log of this command: " + logFile);
    }

    @Test
    void log_thatIsBeingWritten_isNotGivenASecondTime_butMayBeLookedAt() throws IOException {
        try (JobLog first = JobLog.begin(OwnedFile.open("--joblog", logFile))) {
            assertThat(first).isNotNull();
            assertUsage(
                    () -> OwnedFile.open("--joblog", logFile),
                    "--joblog: another command is writing to it now: " + logFile);
        }
        writeRun(List.of("one"), Optional.empty());
        try (OwnedFile held = OwnedFile.open("--joblog", logFile)) {
            assertThat(JobLog.peek(logFile).count()).isEqualTo(1);
            assertThat(held.size()).isEqualTo(Files.size(logFile));
        }
    }

    @Test
    void namesThatCannotBeWritten_areRefused() {
        assertUsage(() -> OwnedFile.open("--output", directory), "--output: is not a regular file: " + directory);
        assertUsage(
                () -> OwnedFile.open("--output", directory.resolve("no/out")),
                "--output: there is no such directory: " + directory.resolve("no"));
    }

    @Test
    void results_inOrder_waitForEarlierOnes_andPassOverAbandonedOnes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Results results = new Results(
                new ResultForm(false, false, (byte) 0),
                OutputSink.standard(out, failure -> false),
                Optional.empty(),
                true)) {
            results.add(job(3, "c", 2), ok("c"));
            results.abandon(job(2, "b", 1));
            results.flush();
            assertThat(out.toString()).isEmpty();
            assertThat(results.heldCount()).isEqualTo(2);
            results.add(job(1, "a", 0), ok("a"));
            assertThat(results.heldCount()).isZero();
        }
        assertThat(out.toString()).isEqualTo("a\0c\0");
    }

    @Test
    void tag_isTheInputInOneColumn() {
        ResultForm form = new ResultForm(false, true, (byte) '\n');
        assertThat(new String(form.bytes(job(1, "a\tb", 0), ok("c")))).isEqualTo("a\\tb\tc\n");
    }

    @Test
    void json_isOneObjectForEachItem() {
        ResultForm form = new ResultForm(true, false, (byte) '\n');
        Outcome ok = ok("\"A\"");
        assertThat(new String(form.bytes(job(1, "a\"", 0), ok)))
                .isEqualTo(
                        "{\"seq\":1,\"input\":\"a\\\"\",\"result\":\"A\",\"outcome\":\"ok\",\"seconds\":0.000001,\"attempts\":1,"
                                + "\"worker\":\"-\"}\n");
        Outcome bad = new Outcome(
                Outcome.Kind.TIMEOUT, Optional.empty(), "too \"long\"", "", -1, 0, java.time.Duration.ofSeconds(2));
        assertThat(new String(form.bytes(job(2, "b", 1), bad)))
                .isEqualTo(
                        "{\"seq\":2,\"input\":\"b\",\"error\":\"too \\\"long\\\"\",\"outcome\":\"timeout\",\"seconds\":2.000000,"
                                + "\"attempts\":1,\"worker\":\"-\"}\n");
    }

    /** Writes what a run over inputs writes. */
    private void writeRun(List<String> inputs, Optional<Path> output) throws IOException {
        try (OwnedFile owned = OwnedFile.open("--joblog", logFile)) {
            JobLog log = JobLog.begin(owned);
            OutputSink sink = output.map(path -> OutputSink.begin(OwnedFile.open("--output", path)))
                    .orElseGet(() -> OutputSink.standard(new ByteArrayOutputStream(), failure -> false));
            try (Results results =
                    new Results(new ResultForm(false, false, (byte) '\n'), sink, Optional.of(log), false)) {
                for (int i = 0; i < inputs.size(); i++) {
                    results.add(job(i + 1, inputs.get(i), i), ok(inputs.get(i) + "!"));
                }
            }
        }
    }

    /** Does what is missing, and returns how much was there. */
    private int resumeRun(List<String> inputs) throws IOException {
        try (OwnedFile log = OwnedFile.open("--joblog", logFile);
                OwnedFile out = OwnedFile.open("--output", outFile)) {
            JobLog.Resumed resumed = JobLog.resume(log);
            OutputSink sink = OutputSink.resume(out, resumed.offset(), resumed.isNew());
            int done = 0;
            try (Results results =
                    new Results(new ResultForm(false, false, (byte) '\n'), sink, Optional.of(resumed.log()), false)) {
                for (int i = 0; i < inputs.size(); i++) {
                    Job job = job(i + 1, inputs.get(i), i);
                    if (resumed.jobs().isDone(job.seq, job.input, false)) {
                        done++;
                    } else {
                        results.add(job, ok(inputs.get(i) + "!"));
                    }
                }
            }
            return done;
        }
    }

    private static Job job(long seq, String text, long turn) {
        Job job = new Job(seq, new Input(text, text.getBytes()), turn);
        job.attempts = 1;
        return job;
    }

    private static Outcome ok(String result) {
        Reply reply = Reply.decode(Reply.result(1000, result.getBytes(), false));
        return new Outcome(Outcome.Kind.OK, Optional.of(reply), "", "", 0, 0, java.time.Duration.ofNanos(1000));
    }

    private static JobLogLine line(long seq, String input, Outcome.Kind kind) {
        return new JobLogLine(seq, "worker-1", "1.000", "0.001", 1, 1, 0, 0, input, kind, 1, -1);
    }

    private static void assertUsage(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CommandException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(2))
                .hasMessage(message);
    }
}
