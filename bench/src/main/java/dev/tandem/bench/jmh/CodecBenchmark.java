package dev.tandem.bench.jmh;

import dev.tandem.internal.codec.Outcome;
import dev.tandem.internal.codec.TaskCall;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
    private static final String TEXT = "twenty characters...";

    private final CodecLoop loop = new CodecLoop();
    private final Integer[] chunk = IntStream.range(0, CHUNK).boxed().toArray(Integer[]::new);
    private final TaskCall.ChunkResult chunkResult = new TaskCall.ChunkResult(chunk);
    private final ArrayList<Parcel> records = new ArrayList<>();
    private final HashMap<String, Integer> texts = new HashMap<>();
    private final double[] doubles = new double[CHUNK];
    private final Parcel[] recordChunk = new Parcel[CHUNK];
    private int next;

    /** Fills the arguments. */
    public CodecBenchmark() {
        for (int i = 0; i < 10; i++) {
            records.add(new Parcel(i, 2.5, "parcel"));
            texts.put("text " + i, i);
        }
        Arrays.setAll(recordChunk, i -> new Parcel(i, 2.5, "parcel"));
    }

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

    /** A lambda that captures a record and a text, as a new object each time. */
    @Benchmark
    public TaskCall lambdaThatCapturesARecord() {
        Parcel parcel = new Parcel(next++, 2.5, "parcel");
        String prefix = "no. ";
        return loop.callable(() -> prefix + parcel.id());
    }

    /** A list of 10 records as argument. */
    @Benchmark
    public TaskCall listOf10Records() {
        return loop.function(CodecBenchmark::size, records);
    }

    /** A map of 10 texts to boxed integers as argument. */
    @Benchmark
    public TaskCall mapOf10Texts() {
        return loop.function(CodecBenchmark::size, texts);
    }

    /** A text of 20 characters as argument. */
    @Benchmark
    public TaskCall textArgument() {
        return loop.function(CodecBenchmark::length, TEXT);
    }

    /** 8,000 bytes of doubles as argument. */
    @Benchmark
    public TaskCall arrayOf1000Doubles() {
        return loop.function(CodecBenchmark::length, doubles);
    }

    /** A chunk of 1,000 records; the time is that of the whole chunk. */
    @Benchmark
    public TaskCall chunkOf1000Records() {
        return loop.chunk(CodecBenchmark::weight, recordChunk);
    }

    /** An object that only the JDK's serialization knows as result. */
    @Benchmark
    public Outcome objectByTheJdk() {
        return loop.outcome(new Mutable(next++));
    }

    /** The results of a chunk of 1,000 boxed arguments; the time is that of the whole chunk. */
    @Benchmark
    public Outcome resultsOf1000Integers() {
        return loop.outcome(chunkResult);
    }

    static Integer increment(Integer value) {
        return value + 1;
    }

    static Integer size(ArrayList<Parcel> parcels) {
        return parcels.size();
    }

    static Integer size(HashMap<String, Integer> map) {
        return map.size();
    }

    static Integer length(String text) {
        return text.length();
    }

    static Integer length(double[] values) {
        return values.length;
    }

    static Double weight(Parcel parcel) {
        return parcel.weight();
    }

    /** A record as users have them. */
    record Parcel(int id, double weight, String label) implements Serializable {}

    /** A class as users have them. */
    static final class Mutable implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int value;

        Mutable(int value) {
            this.value = value;
        }

        int value() {
            return value;
        }
    }
}
