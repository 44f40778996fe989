package dev.tandem.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What comes from the other side, with some of its bytes changed: the parsers refuse it as they should, or take it for
 * something else, and never fail otherwise nor take much memory. {@code -Dtandem.fuzz.rounds} for more,
 * {@code -Dtandem.fuzz.seed} for the same again.
 */
@Timeout(600)
class WireFuzzTest {
    private static final int ROUNDS = Integer.getInteger("tandem.fuzz.rounds", 250_000);

    private final long seed = Long.getLong("tandem.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** What became of the rounds. */
    private final Map<String, Integer> ends = new TreeMap<>();

    @TempDir
    private Path dir;

    // FAULTS row 10
    @Test
    void mutatedFrames_areRefusedOrTakenForOthers() throws Throwable {
        inThread(this::mutateFrames);
    }

    private void mutateFrames() {
        List<byte[]> whole = frames();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutated(whole.get(random.nextInt(whole.size())));
            try {
                parse(bytes);
            } catch (ProtocolException | EOFException e) { // the documented answers
                count(e);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("seed=" + seed + ", round=" + round + ", bytes=" + Arrays.toString(bytes), e);
            }
        }
        tell("frames");
        assertThat(ends).hasSizeGreaterThan(5);
    }

    private interface Work {
        void run() throws IOException;
    }

    /** In a thread of its own an exception costs a tenth of what it does below the frames of a test. */
    private static void inThread(Work work) throws Throwable {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        thread.start();
        thread.join();
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private void count(Exception end) {
        String text = String.valueOf(end.getMessage());
        ends.merge(text.substring(0, (text + ":").indexOf(':')), 1, Integer::sum);
    }

    private void tell(String what) {
        System.out.println("mutated " + what + ": seed=" + seed + ", rounds=" + ROUNDS + ", ends=" + ends);
    }

    private List<byte[]> frames() {
        byte[] token = new byte[Hello.TOKEN_LENGTH];
        random.nextBytes(token);
        List<byte[]> frames = new ArrayList<>();
        for (Frame frame : List.of(
                new Hello(Hello.Role.BELL, 3, 1, 44, 55, token).toFrame(),
                new WorkerConfig(
                                "pool",
                                "/some/where",
                                token,
                                new byte[0],
                                new byte[] {7},
                                "com.acme.**;!*",
                                ".level=800",
                                true)
                        .toFrame(),
                new Changes(List.of("a thread was left", "a property was set")).toFrame(),
                new StackFrames(5, List.of(Thread.currentThread().getStackTrace())).toFrame(),
                new Fetch(7, Fetch.Kind.CLASS, 1, "com.acme.Parcel").toFrame(),
                new Fetched(7, Fetched.Result.RESOURCES, 1, "text", resources().toBytes()).toFrame(),
                new LogEntry(
                                5,
                                Instant.now(),
                                800,
                                "com.acme",
                                "a b",
                                "main",
                                "text",
                                List.of(new LogEntry.Thrown(
                                        "x", List.of(Thread.currentThread().getStackTrace()))))
                        .toFrame(),
                Frame.ofNumber(Frame.Type.INTERRUPT, 9),
                new Frame(Frame.Type.READY, new byte[0]))) {
            frames.add(frame.encode().array());
        }
        return frames;
    }

    private static FetchedResources resources() {
        return new FetchedResources(
                FetchedResources.Own.LAST,
                List.of(
                        new FetchedResources.Resource("file:/a", new byte[] {1, 2, 3}, ""),
                        new FetchedResources.Resource("file:/b", new byte[0], "unreadable")));
    }

    /** A copy with a few bytes changed, most often to values at some limit, and sometimes cut off or repeated. */
    private byte[] mutated(byte[] bytes) {
        int length = random.nextInt(4) == 0 ? random.nextInt(2 * bytes.length + 1) : bytes.length;
        byte[] copy = Arrays.copyOf(bytes, length);
        for (int i = random.nextInt(4); i >= 0 && length > 0; i--) {
            int at = random.nextInt(random.nextBoolean() ? length : Math.min(length, 24));
            copy[at] = (byte)
                    (random.nextBoolean() ? random.nextInt() : new int[] {0, 1, 127, 128, 255}[random.nextInt(5)]);
        }
        return copy;
    }

    /** The answer is the end of the bytes, or a refusal of a frame. */
    private void parse(byte[] bytes) throws IOException {
        FrameReader reader = new FrameReader(random.nextBoolean() ? Frame.MAX_LENGTH : Frame.MAX_HELLO_LENGTH);
        int cut = random.nextInt(bytes.length + 1);
        PiecesChannel channel =
                new PiecesChannel(List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length)), 1);
        while (true) { // until the end of the channel, which is an exception
            Frame frame = reader.read(channel);
            assertThat(reader.room()).isLessThanOrEqualTo(FrameReader.AHEAD + 2 * bytes.length);
            if (frame != null) {
                understand(frame, Hello::of);
                understand(frame, StackFrames::of);
                understand(frame, WorkerConfig::of);
                understand(frame, Changes::of);
                understand(frame, Frame::number);
                understand(frame, Fetch::of);
                understand(frame, LogEntry::of);
                understand(frame, f -> FetchedResources.of(Fetched.of(f).bytes()));
            }
        }
    }

    private void understand(Frame frame, Consumer<Frame> parser) {
        try {
            parser.accept(frame);
        } catch (ProtocolException e) { // most often, since it is not for this one
            count(e);
        }
    }

    // FAULTS row 10
    @Test
    void mutatedRecords_areRefusedOrTakenForOthers() throws Throwable {
        inThread(() -> mutateRecords(Region.create(dir.resolve("ring"))));
    }

    private void mutateRecords(Region region) {
        int data = RegionDescriptor.DATA_OFFSET;
        int tail = RegionDescriptor.TASK_RING_OFFSET + RegionDescriptor.TAIL;
        for (int round = 0; round < ROUNDS; round++) {
            RingWriter writer = region.taskWriter();
            for (int i = 0; i < 4; i++) {
                int length = random.nextInt(100);
                writer.tryWrite(1 + random.nextInt(9), i, i, i, new byte[length], 0, length);
            }
            writer.publish();
            long published = region.getAcquire(tail);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = data + 4 * random.nextInt((int) published / 4);
                region.putInt(at, random.nextBoolean() ? random.nextInt() : random.nextInt(200) - 20);
            }
            if (random.nextInt(8) == 0) {
                region.setRelease(tail, random.nextBoolean() ? random.nextLong() : 8L * random.nextInt(100_000));
            }
            try {
                read(region.taskReader());
            } catch (ProtocolException e) { // the documented answer
                count(e);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed=" + seed + ", round=" + round, e);
            }
            region.setRelease(tail, 0);
        }
        tell("records");
        assertThat(ends).isNotEmpty();
    }

    private static void read(RingReader reader) {
        while (reader.next()) {
            assertThat(reader.payload().length).isLessThanOrEqualTo(RecordDescriptor.MAX_PAYLOAD);
            ByteBuffer.allocate(Long.BYTES).putLong(reader.sequence() ^ reader.first() ^ reader.second());
            reader.release();
        }
    }
}
