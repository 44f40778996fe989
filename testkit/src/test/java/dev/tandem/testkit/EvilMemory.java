package dev.tandem.testkit;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes to the memory that a worker shares with its parent, without the care that a {@code Region} takes. */
final class EvilMemory {
    /** Where things are: as in {@code RegionDescriptor}, which is closed to others on purpose. */
    private static final int TASK_HEAD = 384;

    private static final int RESULT_TAIL = 512;
    private static final int RESULT_HEAD = 640;
    private static final int RING_SIZE = 512 * 1024;
    private static final int RESULT_DATA = 45_056 + RING_SIZE;

    private final MappedByteBuffer memory;

    EvilMemory(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
            memory.order(ByteOrder.nativeOrder());
        }
    }

    /** Claims that results were written up to a place. */
    void resultTail(long tail) {
        memory.putLong(RESULT_TAIL, tail);
    }

    void resultTailBeyondTheRing() {
        resultTail(RING_SIZE + 8L);
    }

    /** Whether the parent has read all results. */
    boolean isResultRingEmpty() {
        return memory.getLong(RESULT_HEAD) == memory.getLong(RESULT_TAIL);
    }

    /** Claims that tasks were read up to a place. */
    void taskHead(long head) {
        memory.putLong(TASK_HEAD, head);
    }

    /** Writes the beginning of the first result, and claims that there are so many bytes. */
    void firstResult(int length, int type, long sequence, long tail) {
        memory.putInt(RESULT_DATA, length);
        memory.putInt(RESULT_DATA + 4, type);
        memory.putLong(RESULT_DATA + 8, sequence);
        resultTail(tail);
    }
}
