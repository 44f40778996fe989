package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.internal.codec.AttachmentInput;
import dev.tandem.internal.codec.AttachmentOutput;
import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.codec.SpareFiles;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolSettings;
import dev.tandem.internal.wire.PayloadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which files are written anew, and that none is which anybody may be reading. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class KeptFilesTest {
    private static final int LENGTH = 1_200_000;

    @TempDir
    private Path pool;

    private Path worker;
    private PoolCore core;
    private KeptFiles files;
    private int number;

    @BeforeEach
    void open() throws IOException {
        worker = Files.createDirectory(pool.resolve("worker-1"));
        core = new PoolCore(PoolSettings.of(ProcessPoolOptions.defaults()));
        files = new KeptFiles(core::schedule, pool);
    }

    @AfterEach
    void close() throws IOException {
        files.close();
        core.terminate();
        assertThat(regularFiles()).isZero();
    }

    private long regularFiles() throws IOException {
        try (Stream<Path> all = Files.walk(pool)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    private DataFile write(int length, int content) throws IOException {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) content);
        AttachmentOutput output = new AttachmentOutput(PayloadFile.ofTask(worker, ++number), number, files);
        output.write(bytes, 0, length);
        DataFile file = files.written(output);
        assertThat(file.path()).isEqualTo(PayloadFile.ofTask(worker, number)).hasBinaryContent(bytes);
        return file;
    }

    private static Object identity(DataFile file) throws IOException {
        return Files.getAttribute(file.path(), "unix:ino");
    }

    // SPEC P13
    @Test
    void file_thatWasRead_isWrittenAnew_underAnotherName() throws Exception {
        DataFile first = write(LENGTH, 1);
        Object identity = identity(first);
        files.taskDone(first, true);
        DataFile second = write(LENGTH - 1000, 2);

        assertThat(identity(second)).isEqualTo(identity);
        assertThat(PayloadFile.ofTask(worker, 1)).doesNotExist();
        DataFile third = write(LENGTH, 3);
        assertThat(identity(third)).as("the other one is in use").isNotEqualTo(identity);
        files.taskDone(second, true);
        DataFile fourth = write(LENGTH + 1000, 4);
        assertThat(identity(fourth)).isEqualTo(identity);
        DataFile fifth = write(LENGTH, 5);
        assertThat(identity(fifth)).isNotEqualTo(identity);
    }

    // SPEC P13: it consists of two files of the system.
    @Test
    void veryLargeFile_isWrittenAnew_asAWhole() throws Exception {
        byte[] bytes = new byte[5_000_000];
        AttachmentOutput output = new AttachmentOutput(PayloadFile.ofTask(worker, ++number), number, files);
        output.write(bytes, 0, bytes.length);
        DataFile file = files.written(output);
        List<Object> identity = file.key();
        assertThat(regularFiles()).isEqualTo(2);
        assertThat(identity).hasSize(2);
        files.taskDone(file, true);
        AttachmentOutput next = new AttachmentOutput(PayloadFile.ofTask(worker, ++number), number, files);
        next.write(bytes, 0, bytes.length);

        DataFile again = files.written(next);
        assertThat(again.key()).isEqualTo(identity);
        assertThat(regularFiles()).isEqualTo(2);
        files.taskDone(again, true);
        Files.delete(again.path().resolveSibling(again.path().getFileName() + "+"));
        AttachmentOutput last = new AttachmentOutput(PayloadFile.ofTask(worker, ++number), number, files);
        last.write(bytes, 0, bytes.length);
        Path written = files.written(last).path();
        try (AttachmentInput in = AttachmentInput.open(written)) {
            assertThat(in.read(0, bytes.length)).isEqualTo(bytes);
        }
        assertThat(regularFiles()).isEqualTo(2);
    }

    // SPEC C2: a worker that was told to stop may be reading still.
    @Test
    void file_thatMayBeRead_isDeleted() throws Exception {
        DataFile first = write(LENGTH, 1);
        files.taskDone(first, false);

        assertThat(first.path()).doesNotExist();
        assertThat(regularFiles()).isZero();
    }

    @Test
    void file_thatIsMuchTooLong_orSmall_isNotUsed() throws Exception {
        DataFile large = write(3 * LENGTH, 1);
        DataFile small = write(SpareFiles.LEAST_BYTES > 100 ? 100 : 1, 1);
        Object identity = identity(large);
        files.taskDone(large, true);
        files.taskDone(small, true);

        assertThat(small.path()).doesNotExist();
        assertThat(identity(write(LENGTH, 2))).isNotEqualTo(identity);
        assertThat(identity(write(2 * LENGTH, 2))).isEqualTo(identity);
    }

    // SPEC C1: whatever somebody has done to a file that is kept, the next value arrives.
    @Test
    void file_thatIsGone_orAnother_isGivenUp() throws Exception {
        DataFile first = write(LENGTH, 1);
        files.taskDone(first, true);
        Files.delete(first.path());
        DataFile second = write(LENGTH, 2);
        files.taskDone(second, true);
        Path victim = Files.write(pool.resolve("victim"), new byte[] {1, 2, 3});
        Files.delete(second.path());
        Files.createSymbolicLink(second.path(), victim);
        DataFile third = write(LENGTH, 3);

        assertThat(victim).hasBinaryContent(new byte[] {1, 2, 3});
        files.taskDone(third, true);
        Files.write(third.path(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        DataFile fourth = write(LENGTH, 4);
        files.taskDone(fourth, true);
        Files.delete(victim);
    }

    @Test
    void files_beyondTheMost_areNotKept_andTheOldestGoFirst() throws Exception {
        DataFile[] written = new DataFile[20];
        for (int i = 0; i < written.length; i++) {
            written[i] = write(LENGTH, i);
        }
        for (DataFile file : written) {
            files.taskDone(file, true);
        }
        assertThat(regularFiles()).isLessThanOrEqualTo(16);
        for (int i = 0; i < 20; i++) {
            files.outcomeDone(Files.write(PayloadFile.ofOutcome(worker, i), new byte[LENGTH]), LENGTH);
        }
        assertThat(regularFiles()).isLessThanOrEqualTo(16);
        assertThat(PayloadFile.spare(PayloadFile.ofOutcome(worker, 19))).exists();
        assertThat(PayloadFile.spare(PayloadFile.ofOutcome(worker, 0))).doesNotExist();
    }

    @Test
    void files_thatWorkersTook_doNotCount() throws Exception {
        Path first = Files.write(PayloadFile.ofOutcome(worker, 99), new byte[LENGTH]);
        files.outcomeDone(first, LENGTH);
        for (int i = 0; i < 40; i++) {
            Path file = Files.write(PayloadFile.ofOutcome(worker, i), new byte[LENGTH]);
            files.outcomeDone(file, LENGTH);
            Files.delete(PayloadFile.spare(file)); // as if it were taken
        }
        assertThat(PayloadFile.spare(first)).exists();
    }

    // SPEC P13: of a worker that has ended, nothing is left to be kept.
    @Test
    void outcome_whoseDirectoryIsGone_isNotKept() throws Exception {
        Path file = PayloadFile.ofOutcome(pool.resolve("worker-2"), 1);
        files.outcomeDone(file, LENGTH);

        assertThat(file.getParent()).doesNotExist();
    }

    // SPEC C1: workers are not trusted.
    @Test
    void outcome_isNotKept_whereALinkLeads() throws Exception {
        Path elsewhere = Files.createDirectory(pool.resolve("elsewhere"));
        Path file = Files.write(PayloadFile.ofOutcome(worker, 1), new byte[LENGTH]);
        Files.createSymbolicLink(PayloadFile.spares(file), elsewhere);
        files.outcomeDone(file, LENGTH);

        assertThat(elsewhere).isEmptyDirectory();
        assertThat(file).doesNotExist();
    }

    @Test
    void outcome_isNeverWrittenToHere() throws Exception {
        Path file = Files.write(PayloadFile.ofOutcome(worker, 1), new byte[LENGTH]);
        files.outcomeDone(file, LENGTH);
        write(LENGTH, 1);

        assertThat(PayloadFile.spare(file)).hasBinaryContent(new byte[LENGTH]);
    }

    @Test
    void files_thatNobodyNeeds_goAfterAWhile() throws Exception {
        files.taskDone(write(LENGTH, 1), true);
        files.outcomeDone(Files.write(PayloadFile.ofOutcome(worker, 1), new byte[LENGTH]), LENGTH);

        assertThat(regularFiles()).isEqualTo(2);
        await().until(() -> regularFiles() == 0);
    }

    // SPEC P13: the future of the task ends all the same.
    @Test
    void file_isNotKept_whenThereIsNoTimerForIt() throws Exception {
        KeptFiles[] made = {
            new KeptFiles(
                    (body, delayNanos) -> {
                        throw new OutOfMemoryError("unable to create native thread");
                    },
                    pool),
            new KeptFiles((body, delayNanos) -> null, pool),
            new KeptFiles(
                    (body, delayNanos) -> {
                        throw new StackOverflowError();
                    },
                    pool)
        };
        for (KeptFiles untimed : made) {
            AttachmentOutput output = new AttachmentOutput(PayloadFile.ofTask(worker, ++number), number, untimed);
            output.write(new byte[LENGTH], 0, LENGTH);
            untimed.taskDone(untimed.written(output), true);

            assertThat(regularFiles()).isZero();
        }
    }

    // SPEC C1, FAULTS row 18
    @Test
    void memory_isGivenBack_whenThereIsNoMore() throws Exception {
        assertThat(files.tryFree()).isFalse();
        files.taskDone(write(LENGTH, 1), true);
        files.outcomeDone(Files.write(PayloadFile.ofOutcome(worker, 1), new byte[LENGTH]), LENGTH);

        assertThat(files.tryFree()).isTrue();
        assertThat(regularFiles()).isZero();
    }

    @Test
    void pool_thatHasEnded_keepsNothing() throws Exception {
        DataFile inUse = write(LENGTH, 1);
        DataFile kept = write(LENGTH, 2);
        files.taskDone(kept, true);
        files.close();
        assertThat(regularFiles()).isZero();
        files.taskDone(inUse, true);
        files.outcomeDone(Files.write(PayloadFile.ofOutcome(worker, 1), new byte[LENGTH]), LENGTH);
        files.taskDone(write(LENGTH, 1), true);

        assertThat(regularFiles()).isZero();
    }
}
