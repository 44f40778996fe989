package dev.tandem.testkit;

import dev.tandem.WorkerId;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The memory that a worker shares with its parent, for those who want to look at it after both are done with it. */
final class WorkerMemory {
    /** Where things are: as in {@code RegionDescriptor}, which is closed to others on purpose. */
    private static final int RUNNING = 128;

    private static final int SLOTS = 1024;
    private static final int SLOT_COUNT = 1024;
    private static final int STARTED = 2;
    private static final int WITHDRAWN = 3;

    private final List<MappedByteBuffer> lanes = new ArrayList<>();

    /** Maps the memory of a worker that runs. */
    WorkerMemory(WorkerId worker) throws IOException {
        Path directory = WorkerTasks.poolDirectoryOf(worker.pid()).resolve("worker-" + worker.number());
        for (int i = 0; Files.exists(directory.resolve("ring-" + i)); i++) {
            try (FileChannel channel = FileChannel.open(directory.resolve("ring-" + i), StandardOpenOption.READ)) {
                MappedByteBuffer lane = channel.map(FileChannel.MapMode.READ_ONLY, 0, SLOTS + 8 * SLOT_COUNT);
                lane.order(ByteOrder.nativeOrder());
                lanes.add(lane);
            }
        }
    }

    /** In how many lanes a task runs, or did when the worker died. */
    int running() {
        return (int) lanes.stream().filter(lane -> lane.getLong(RUNNING) != 0).count();
    }

    /** How many tasks were taken back that came after the last one the worker has started. */
    int takenBack() {
        return lanes.stream().mapToInt(WorkerMemory::takenBack).sum();
    }

    private static int takenBack(MappedByteBuffer lane) {
        long lastStarted = 0;
        for (int i = 0; i < SLOT_COUNT; i++) {
            long word = lane.getLong(SLOTS + 8 * i);
            lastStarted = (word & 3) == STARTED ? Math.max(lastStarted, word >>> 2) : lastStarted;
        }
        int count = 0;
        for (int i = 0; i < SLOT_COUNT; i++) {
            long word = lane.getLong(SLOTS + 8 * i);
            count += (word & 3) == WITHDRAWN && word >>> 2 > lastStarted ? 1 : 0;
        }
        return count;
    }
}
