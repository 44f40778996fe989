package dev.tandem.bench.jmh;

import dev.tandem.internal.wire.RecordDescriptor;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.RingReader;
import dev.tandem.internal.wire.RingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to pass a record through a ring in shared memory?
 *
 * <p>Held constant: both ends in one thread, so that nobody waits and nobody is woken; a mapped file in the directory
 * for temporary files, or in {@code /dev/shm} if there is one.
 *
 * <p>Command: {@code ./tandem bench --jmh RingBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RingBenchmark {
    private static final int BATCH = 64;
    private static final int TYPE = RecordDescriptor.TASK;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** The size of a payload, in bytes. */
    @Param({"8", "64", "1024"})
    private int bytes;

    private byte[] payload;
    private RingWriter writer;
    private RingReader reader;
    private long sequence;

    /** Maps the memory; the file is gone at once. */
    @Setup
    public void open() throws IOException {
        payload = new byte[bytes];
        Path directory = Files.isDirectory(SHARED_MEMORY)
                ? Files.createTempDirectory(SHARED_MEMORY, "bench-of-tandem-")
                : Files.createTempDirectory("bench-of-tandem-");
        Path file = directory.resolve("ring");
        Region region = Region.create(file);
        Region.reserve(file);
        Files.delete(file);
        Files.delete(directory);
        writer = region.taskWriter();
        reader = region.taskReader();
    }

    /** One record is written, published and read. */
    @Benchmark
    public int oneRecord() {
        write();
        writer.publish();
        return read();
    }

    /** 64 records are written, published once and read; the time is that of one record. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int batchOf64() {
        for (int i = 0; i < BATCH; i++) {
            write();
        }
        writer.publish();
        return read();
    }

    private void write() {
        if (!writer.tryWrite(TYPE, sequence++, 0, 0, payload, 0, payload.length)) {
            throw new IllegalStateException("the ring is full");
        }
    }

    private int read() {
        int sum = 0;
        while (reader.next()) {
            sum += reader.payload().length;
        }
        reader.release();
        return sum;
    }
}
