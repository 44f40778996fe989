package dev.tandem.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.internal.codec.AttachmentOutput;
import dev.tandem.internal.codec.DataFile;
import dev.tandem.internal.wire.PayloadFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a worker does with the files that the parent gives back. */
@DisabledOnOs(OS.WINDOWS)
class ReturnedFilesTest {
    private static final int LENGTH = 2_000_000;

    @TempDir
    private Path pool;

    private Path worker;
    private ReturnedFiles files;

    @BeforeEach
    void start() throws IOException {
        worker = Files.createDirectory(pool.resolve("worker-1"));
        files = new ReturnedFiles(worker);
    }

    private Path returned(int number, int length) throws IOException {
        return write(PayloadFile.spare(PayloadFile.ofOutcome(worker, number)), length);
    }

    private static Path write(Path file, int length) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[length]);
    }

    // SPEC P13
    @Test
    void file_thatWasGivenBack_isTakenOnce() throws Exception {
        Path there = returned(1, LENGTH);
        Path wanted = PayloadFile.ofOutcome(worker, 7);
        try (DataFile taken = files.tryTake(wanted, LENGTH)) {
            assertThat(taken).isNotNull();
            assertThat(taken.path()).isEqualTo(wanted);
        }
        assertThat(there).doesNotExist();
        assertThat(wanted).hasSize(LENGTH);
        assertThat(files.tryTake(PayloadFile.ofOutcome(worker, 8), LENGTH)).isNull();
    }

    // SPEC P13: when the parent is told of a result, the worker has done with its file.
    @Test
    void file_isCutAndClosed_whenThereIsARecordOfIt() throws Exception {
        returned(1, LENGTH);
        byte[] payload = new byte[LENGTH - 700_000];
        AttachmentOutput output = new AttachmentOutput(PayloadFile.ofOutcome(worker, 7), 7, files);
        PayloadFile place = TaskLoop.writeLast(output, payload, payload.length);

        assertThat(place).isEqualTo(new PayloadFile(0, payload.length));
        assertThat(output.path()).hasSize(payload.length);
        assertThat(PayloadFile.spare(PayloadFile.ofOutcome(worker, 1))).doesNotExist();
        assertThatThrownBy(() -> output.write(payload, 0, 1)).isInstanceOf(IOException.class);
    }

    @Test
    void file_ofTheBestLength_isTaken() throws Exception {
        returned(1, LENGTH / 2);
        returned(2, 5 * LENGTH);
        returned(3, LENGTH);
        returned(4, LENGTH / 3);
        try (DataFile taken = files.tryTake(PayloadFile.ofOutcome(worker, 7), LENGTH)) {
            assertThat(Files.size(taken.path())).isEqualTo(LENGTH);
        }
        try (DataFile taken = files.tryTake(PayloadFile.ofOutcome(worker, 8), LENGTH)) {
            assertThat(Files.size(taken.path())).isEqualTo(LENGTH / 2);
        }
    }

    private static Path second(Path file) {
        return file.resolveSibling(file.getFileName() + "+");
    }

    // SPEC C1: the task that wants it gets a new file.
    @Test
    void file_whoseSecondPartCannotBeTaken_isGivenUp() throws Exception {
        Path there = returned(1, LENGTH);
        write(second(there), LENGTH);
        Path wanted = PayloadFile.ofOutcome(worker, 7);
        Files.createDirectories(second(wanted).resolve("in the way"));

        assertThat(files.tryTake(wanted, 2 * LENGTH)).isNull();
        assertThat(wanted).doesNotExist();
        assertThat(there).doesNotExist();
        assertThat(second(there)).doesNotExist();
    }

    // SPEC P13: a worker has died while it took the file.
    @Test
    void file_ofWhichOneIsLeft_goesAsAWhole() throws Exception {
        Path there = returned(1, LENGTH);
        write(second(there), LENGTH);
        Files.move(there, PayloadFile.ofOutcome(worker, 7));
        DataFile.drop(there);

        assertThat(second(there)).doesNotExist();
        assertThat(PayloadFile.ofOutcome(worker, 7)).exists();
    }

    // SPEC C1, FAULTS row 18
    @Test
    void file_thatCannotBeOpened_goesAllTheSame() throws Exception {
        Path kept = PayloadFile.spare(PayloadFile.ofTask(worker, 1));
        Files.createDirectories(kept.getParent());
        Files.createSymbolicLink(kept, write(pool.resolve("victim"), LENGTH));

        assertThat(files.tryFree()).isTrue();
        assertThat(pool.resolve("victim")).hasSize(LENGTH);
        try (Stream<Path> left = Files.list(worker)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void nothing_isThere_isNoFailure() {
        assertThat(files.tryTake(PayloadFile.ofOutcome(worker, 7), LENGTH)).isNull();
        assertThat(files.tryFree()).isFalse();
    }

    // SPEC C1, FAULTS row 18: where there is no room, what is kept goes, also what the parent has open.
    @Test
    void memory_ofAllKeptFiles_isGivenBack() throws Exception {
        Path own = returned(1, LENGTH);
        Path ofParent = write(PayloadFile.spare(PayloadFile.ofTask(worker, 1)), LENGTH);
        Path other = write(PayloadFile.ofTask(worker, 2), LENGTH);
        try (RandomAccessFile open = new RandomAccessFile(ofParent.toFile(), "rw")) {
            assertThat(files.tryFree()).isTrue();
            assertThat(open.length()).isZero();
        }
        assertThat(List.of(own, ofParent)).noneMatch(Files::exists);
        assertThat(other).as("one that is in use").hasSize(LENGTH);
        try (Stream<Path> left = Files.list(worker)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
