package dev.tandem.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingTest {
    @TempDir
    Path directory;

    private Region parent;
    private Region worker;

    @BeforeEach
    void map() throws IOException {
        parent = Region.create(directory.resolve("ring"));
        worker = Region.open(directory.resolve("ring"));
    }

    @Test
    void record_written_isReadAsItWas() {
        RingWriter writer = parent.taskWriter();
        RingReader reader = worker.taskReader();
        byte[] payload = {1, 2, 3, 4, 5};

        assertThat(writer.tryWrite(RecordDescriptor.TASK, 7, 8, 9, payload, 1, 3))
                .isTrue();
        assertThat(reader.next()).as("nothing is seen before it is published").isFalse();
        writer.publish();

        assertThat(reader.next()).isTrue();
        assertThat(reader.type()).isEqualTo(RecordDescriptor.TASK);
        assertThat(reader.sequence()).isEqualTo(7);
        assertThat(reader.first()).isEqualTo(8);
        assertThat(reader.second()).isEqualTo(9);
        assertThat(reader.payload()).containsExactly(2, 3, 4);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void payload_ofTheLimit_fits_andOneMoreIsRefused() {
        RingWriter writer = parent.taskWriter();
        byte[] payload = new byte[RecordDescriptor.MAX_PAYLOAD + 1];

        assertThat(writer.tryWrite(RecordDescriptor.TASK, 1, 0, 0, payload, 0, RecordDescriptor.MAX_PAYLOAD))
                .isTrue();
        assertThatThrownBy(() -> writer.tryWrite(RecordDescriptor.TASK, 2, 0, 0, payload, 0, payload.length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("length=" + payload.length);
    }

    @Test
    void fullRing_refuses_andTakesAgainWhenTheReaderGivesRoomBack() {
        RingWriter writer = parent.taskWriter();
        RingReader reader = worker.taskReader();
        byte[] payload = new byte[RecordDescriptor.MAX_PAYLOAD];
        int written = 0;
        while (writer.tryWrite(RecordDescriptor.TASK, written, 0, 0, payload, 0, payload.length)) {
            written++;
        }
        writer.publish();

        assertThat(written).isEqualTo(4);
        assertThat(reader.next()).isTrue();
        assertThat(writer.tryWrite(RecordDescriptor.TASK, 99, 0, 0, payload, 0, payload.length))
                .as("read, but not released")
                .isFalse();
        reader.release();
        assertThat(writer.tryWrite(RecordDescriptor.TASK, 99, 0, 0, payload, 0, payload.length))
                .isTrue();
    }

    @Test
    void records_ofAnySize_arriveInOrderWhileBothSidesRun() throws Exception {
        long seed = System.nanoTime();
        int count = 200_000;
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(seed, count));
        RingReader reader = worker.resultReader();
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            while (!reader.next()) {
                assertThat(writing.isCompletedExceptionally()).isFalse();
                Thread.onSpinWait();
            }
            byte[] expected = payload(random, i);
            assertThat(reader.sequence()).as("seed %d, record %d", seed, i).isEqualTo(i);
            if (!Arrays.equals(reader.payload(), expected)) {
                throw new AssertionError("seed " + seed + ": record " + i + " differs");
            }
            if (i % 3 == 0) {
                reader.release();
            }
        }
        writing.get(10, TimeUnit.SECONDS);
    }

    private void write(long seed, int count) {
        RingWriter writer = parent.resultWriter();
        Random random = new Random(seed);
        Random publishing = new Random(seed + 1);
        for (int i = 0; i < count; i++) {
            byte[] payload = payload(random, i);
            while (!writer.tryWrite(RecordDescriptor.OUTCOME, i, i, i, payload, 0, payload.length)) {
                writer.publish();
                Thread.onSpinWait();
            }
            if (publishing.nextInt(4) != 0) {
                writer.publish();
            }
        }
        writer.publish();
    }

    private static byte[] payload(Random random, int i) {
        int bound = i % 1000 == 0 ? RecordDescriptor.MAX_PAYLOAD : 100;
        byte[] payload = new byte[random.nextInt(bound + 1)];
        random.nextBytes(payload);
        return payload;
    }

    @Test
    void sleep_isRefusedWhenSomethingHasCome_andTheWriterIsToldToWake() {
        RingWriter writer = parent.taskWriter();
        RingReader reader = worker.taskReader();

        assertThat(reader.trySleep()).isTrue();
        writer.tryWrite(RecordDescriptor.RETIRE, 0, 0, 0, new byte[0], 0, 0);
        assertThat(writer.publish()).as("the reader sleeps and must be woken").isTrue();
        assertThat(writer.publish()).as("once is enough").isFalse();

        assertThat(reader.trySleep()).as("there is something to read").isFalse();
        writer.tryWrite(RecordDescriptor.RETIRE, 0, 0, 0, new byte[0], 0, 0);
        assertThat(writer.publish()).as("the reader is awake").isFalse();
    }

    @Test
    void garbage_isRefusedWithItsFirstBytes_andNothingIsAllocatedByIt() {
        int data = RegionDescriptor.DATA_OFFSET;
        for (int length : new int[] {-1, 0, 31, Integer.MAX_VALUE, RegionDescriptor.RING_SIZE}) {
            RingReader reader = worker.taskReader();
            parent.putInt(data, length);
            parent.putInt(data + 4, RecordDescriptor.TASK);
            parent.setRelease(RegionDescriptor.TASK_RING_OFFSET + RegionDescriptor.TAIL, 64);

            assertThatThrownBy(reader::next)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageStartingWith("malformed record: length=" + length + ", type=2, first bytes=");
        }
    }

    // FAULTS row 10: fewer bytes are left of the ring, and of the memory, than the message quotes elsewhere.
    @Test
    void garbage_atTheVeryEndOfTheRing_isRefused() {
        RingWriter writer = parent.resultWriter();
        RingReader reader = worker.resultReader();
        int most = RecordDescriptor.MAX_PAYLOAD;
        for (int i = 0; i < 4; i++) {
            writer.tryWrite(RecordDescriptor.OUTCOME, i, 0, 0, new byte[most], 0, i < 3 ? most : most - 8);
        }
        writer.publish();
        for (int i = 0; i < 4; i++) {
            assertThat(reader.next()).isTrue();
        }
        int last = RegionDescriptor.REGION_SIZE - 8;
        parent.putInt(last, Integer.MAX_VALUE);
        parent.putInt(last + 4, RecordDescriptor.OUTCOME);
        parent.setRelease(RegionDescriptor.RESULT_RING_OFFSET + RegionDescriptor.TAIL, RegionDescriptor.RING_SIZE);

        assertThatThrownBy(reader::next)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("malformed record: length=2147483647, type=6, first bytes=ffffff7f06000000");
    }

    @Test
    void tail_outOfRange_isRefused() {
        for (long tail : new long[] {-8, 3, RegionDescriptor.RING_SIZE + 8L, Long.MAX_VALUE}) {
            RingReader reader = worker.taskReader();
            parent.setRelease(RegionDescriptor.TASK_RING_OFFSET + RegionDescriptor.TAIL, tail);

            assertThatThrownBy(reader::next)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("tail of a ring out of range: tail=" + tail + ", before=0, head=0");
        }
    }

    @Test
    void mutatedRecords_neverBreakTheReader() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            RingReader reader = worker.taskReader();
            for (int i = 0; i < 64; i++) {
                parent.putLong(RegionDescriptor.DATA_OFFSET + 8 * i, random.nextLong() >>> random.nextInt(64));
            }
            parent.setRelease(RegionDescriptor.TASK_RING_OFFSET + RegionDescriptor.TAIL, 8L * random.nextInt(65));
            try {
                while (reader.next()) {
                    assertThat(reader.payload()).as("seed %d", seed).hasSizeLessThanOrEqualTo(512);
                }
            } catch (ProtocolException e) {
                // the documented answer to garbage
            }
        }
    }
}
