package dev.tandem.internal.worker;

import dev.tandem.internal.platform.FileMapping;
import dev.tandem.internal.platform.IgnoredSignals;
import dev.tandem.internal.platform.OomScore;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.WorkerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker can prepare before its parent has heard of it: maps the shared memory, and tells the system what this
 * process is. In a thread of its own, since the first socket of a JVM and its first mapping take long, for the classes of
 * the JDK that they need: about as long as each other.
 */
final class Preparation extends Thread implements Region.Mapping {
    private final Path directory;
    private final int lanes;

    /** Written by this thread, read by the one that has waited for its end; as is the reason why there are none. */
    private final List<Region> regions = new ArrayList<>();

    private @Nullable Throwable failure;

    /**
     * Prepares nothing before it is started.
     *
     * @param directory the directory of the worker's files
     * @param lanes how many tasks it runs at a time
     */
    Preparation(Path directory, int lanes) {
        super("tandem-worker-preparation");
        this.directory = directory;
        this.lanes = lanes;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < lanes; i++) {
                regions.add(Region.open(directory.resolve(WorkerConfig.regionFile(i)), this));
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        IgnoredSignals.ignoreTerminal();
        OomScore.volunteer();
    }

    @Override
    public ByteBuffer map(FileChannel channel, long size) throws IOException {
        return FileMapping.map(channel, size);
    }

    /** Waits until all is prepared; returns the shared memory of each lane. */
    List<Region> await() throws IOException {
        WorkerMain.awaitEnd(this);
        if (failure != null) {
            throw new IOException("cannot map the shared memory", failure);
        }
        return regions;
    }
}
