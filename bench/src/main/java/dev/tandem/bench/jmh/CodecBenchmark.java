package dev.tandem.bench.jmh;

import dev.tandem.internal.codec.Outcome;
import dev.tandem.internal.codec.TaskCall;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to turn a task, or what it returned, into bytes and back?
 *
 * <p>Held constant: both ends in one JVM and one thread, no transport; the function has been told to the far end
 * before, as for every task but the first; what is rebuilt is returned, and not called.
 *
 * <p>Command: {@code ./tandem bench --jmh CodecBenchmark}; with {@code -prof gc} for the bytes per task.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {
    private static final int CHUNK = 1000;

    private final CodecLoop loop = new CodecLoop();
    private final Integer[] chunk = IntStream.range(0, CHUNK).boxed().toArray(Integer[]::new);
    private final TaskCall.ChunkResult chunkResult = new TaskCall.ChunkResult(chunk);
    private int next;

    /** A method reference and a boxed argument: the tiny task of the peer benchmark. */
    @Benchmark
    public TaskCall methodReferenceAndInteger() {
        return loop.function(CodecBenchmark::increment, next++);
    }

    /** A lambda that captures an int, as a new object each time. */
    @Benchmark
    public TaskCall capturingLambda() {
        int captured = next++;
        return loop.callable(() -> captured + 1);
    }

    /** A method reference and a record with an int, a double and a text. */
    @Benchmark
    public TaskCall recordArgument() {
        int id = next++;
        return loop.function(CodecBenchmark::weight, new Parcel(id, 2.5, "parcel"));
    }

    /** A chunk of 1,000 boxed arguments; the time is that of the whole chunk. */
    @Benchmark
    public TaskCall chunkOf1000Integers() {
        return loop.chunk(CodecBenchmark::increment, chunk);
    }

    /** A boxed result. */
    @Benchmark
    public Outcome integerResult() {
        return loop.outcome(next++);
    }

    /** A record as result. */
    @Benchmark
    public Outcome recordResult() {
        return loop.outcome(new Parcel(next++, 2.5, "parcel"));
    }

    /** The results of a chunk of 1,000 boxed arguments; the time is that of the whole chunk. */
    @Benchmark
    public Outcome resultsOf1000Integers() {
        return loop.outcome(chunkResult);
    }

    static Integer increment(Integer value) {
        return value + 1;
    }

    static Double weight(Parcel parcel) {
        return parcel.weight();
    }

    /** A record as users have them. */
    record Parcel(int id, double weight, String label) implements Serializable {}
}
