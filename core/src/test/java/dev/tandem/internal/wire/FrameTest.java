package dev.tandem.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames, and what is no frame. */
class FrameTest {
    // FAULTS row 10: a channel that does not block and yields one byte at a time.
    @Test
    void frame_oneByteAtATime_isPutTogether() throws IOException {
        byte[] token = new byte[Hello.TOKEN_LENGTH];
        new Random(1).nextBytes(token);
        ByteBuffer bytes =
                new Hello(Hello.Role.BELL, 3, 1, 44, 55, token).toFrame().encode();
        FrameReader reader = new FrameReader(Frame.MAX_HELLO_LENGTH);
        Frame frame = null;
        while (bytes.hasRemaining()) {
            assertThat(frame).isNull();
            frame = reader.read(oneByteOf(bytes));
        }

        Hello hello = Hello.of(frame);
        assertThat(hello.role()).isEqualTo(Hello.Role.BELL);
        assertThat(hello.worker()).isEqualTo(3);
        assertThat(hello.pid()).isEqualTo(44);
        assertThat(hello.nanoTime()).isEqualTo(55);
        assertThat(hello.token()).isEqualTo(token);
    }

    // FAULTS row 10: two pieces with the cut at each byte, from a channel that blocks and from one that does not.
    @Test
    void frames_splitAtEachByte_arePutTogether() throws IOException {
        Frame first = new StackFrames(9, List.of(new StackTraceElement("A", "b", "A.java", 1))).toFrame();
        Frame second = new Frame(Frame.Type.READY, new byte[0]);
        byte[] bytes = join(first.encode().array(), second.encode().array());
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<byte[]> pieces = List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
            for (int pauses : new int[] {0, 1}) {
                FrameReader reader = new FrameReader(Frame.MAX_LENGTH);
                ReadableByteChannel channel = new PiecesChannel(pieces, pauses);

                assertThat(StackFrames.of(next(reader, channel)))
                        .as("cut at %d", cut)
                        .isEqualTo(StackFrames.of(first));
                assertThat(next(reader, channel).type()).as("cut at %d", cut).isEqualTo(Frame.Type.READY);
                assertThatThrownBy(() -> next(reader, channel)).isInstanceOf(EOFException.class);
            }
        }
    }

    private static Frame next(FrameReader reader, ReadableByteChannel channel) throws IOException {
        Frame frame = null;
        while (frame == null) {
            frame = reader.read(channel);
        }
        return frame;
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    // FAULTS row 10: the frame ends early, wherever.
    @Test
    void frame_cutOffAtEachByte_isTheEnd() {
        byte[] bytes = Frame.ofNumber(Frame.Type.INTERRUPT, 77).encode().array();
        for (int length = 0; length < bytes.length; length++) {
            byte[] half = Arrays.copyOf(bytes, length);

            assertThatThrownBy(() -> new FrameReader(Frame.MAX_LENGTH).read(channel(half)))
                    .isInstanceOf(EOFException.class);
        }
    }

    // SPEC P16, FAULTS row 10: a claim of 64 MiB, and never more room than twice what has come and a little.
    @Test
    void longFrame_growsWithWhatHasReallyCome() throws IOException {
        byte[] header = ByteBuffer.allocate(5)
                .putInt(Frame.MAX_LENGTH)
                .put((byte) Frame.Type.INIT_FAILED.ordinal())
                .array();
        FrameReader reader = new FrameReader(Frame.MAX_LENGTH);
        int come = 0;

        assertThat(reader.read(new PiecesChannel(List.of(header), 1))).isNull();
        while (come < 1 << 20) {
            assertThat(reader.room()).as("after %d bytes", come).isLessThanOrEqualTo(FrameReader.AHEAD + 2 * come);
            byte[] piece = new byte[10_000];
            assertThat(reader.read(new PiecesChannel(List.of(piece), 1))).isNull();
            come += piece.length;
        }
    }

    // FAULTS row 10: lengths around the steps in which room is made.
    @Test
    void payload_ofAnyLength_arrivesWhole() throws IOException {
        for (int length : new int[] {
            0, 1, FrameReader.AHEAD - 1, FrameReader.AHEAD, FrameReader.AHEAD + 1, 3 * FrameReader.AHEAD, 5_000_000
        }) {
            byte[] payload = new byte[length];
            new Random(length).nextBytes(payload);
            byte[] bytes = new Frame(Frame.Type.CONFIG, payload).encode().array();

            assertThat(new FrameReader(Frame.MAX_LENGTH).read(channel(bytes)).payload())
                    .isEqualTo(payload);
        }
    }

    private static ReadableByteChannel oneByteOf(ByteBuffer source) {
        return new PiecesChannel(List.of(new byte[] {source.get()}), 1);
    }

    @Test
    void lengthOutOfRange_isRefusedBeforeAnythingIsAllocated() {
        for (int length : new int[] {-1, 0, Frame.MAX_HELLO_LENGTH + 1, Integer.MAX_VALUE}) {
            byte[] bytes = ByteBuffer.allocate(5).putInt(length).put((byte) 0).array();
            assertThatThrownBy(() -> new FrameReader(Frame.MAX_HELLO_LENGTH).read(channel(bytes)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("frame length out of range: length=" + length + ", most=" + Frame.MAX_HELLO_LENGTH
                            + ", first bytes=" + HexFormat.of().formatHex(bytes));
        }
    }

    @Test
    void unknownType_isRefused() {
        byte[] bytes = ByteBuffer.allocate(5).putInt(1).put((byte) 77).array();
        assertThatThrownBy(() -> new FrameReader(Frame.MAX_LENGTH).read(channel(bytes)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("unknown frame type: type=77, first bytes=000000014d");
    }

    @Test
    void endInTheMiddle_isTheEnd() {
        byte[] bytes = ByteBuffer.allocate(6).putInt(100).put((byte) 0).array();
        assertThatThrownBy(() -> new FrameReader(Frame.MAX_LENGTH).read(channel(bytes)))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void helloOfAnotherVersion_isRefusedWithBoth() {
        byte[] payload = new Hello(Hello.Role.CONTROL, 1, 0, 2, 3, new byte[Hello.TOKEN_LENGTH])
                .toFrame()
                .payload()
                .clone();
        ByteBuffer.wrap(payload).putInt(8, 99);
        assertThatThrownBy(() -> Hello.of(new Frame(Frame.Type.HELLO, payload)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("hello of another version: wanted: 1 actual: 99");
    }

    // FAULTS row 10
    @Test
    void helloWithoutTheMagicNumber_isRefusedWithItsFirstBytes() {
        byte[] payload = new Hello(Hello.Role.CONTROL, 1, 0, 2, 3, new byte[Hello.TOKEN_LENGTH])
                .toFrame()
                .payload()
                .clone();
        ByteBuffer.wrap(payload).putLong(0, 0x0102030405060708L);
        assertThatThrownBy(() -> Hello.of(new Frame(Frame.Type.HELLO, payload)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("hello without the magic number: type=HELLO, length=69, first bytes="
                        + "01020304050607080000000100000000");
    }

    // FAULTS row 10: what is in the frame makes no sense.
    @Test
    void malformedContent_isRefusedWithItsFirstBytes() {
        byte[] seven = {1, 2, 3, 4, 5, 6, 7};
        assertThatThrownBy(() -> new Frame(Frame.Type.INTERRUPT, seven).number())
                .isInstanceOf(ProtocolException.class)
                .hasMessage("frame INTERRUPT must carry a number: length=7, first bytes=01020304050607");
        assertThatThrownBy(() -> StackFrames.of(new Frame(Frame.Type.STACK, seven)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("malformed stack: type=STACK, length=7, first bytes=01020304050607");
        assertThatThrownBy(() -> WorkerConfig.of(new Frame(Frame.Type.CONFIG, seven)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("malformed config: type=CONFIG, length=7, first bytes=01020304050607");
        assertThatThrownBy(() -> Hello.of(new Frame(Frame.Type.HELLO, seven)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("first frame must be a hello: type=HELLO, length=7, first bytes=01020304050607");
    }

    @Test
    void stack_travels_evenWithoutFileNames() {
        List<StackTraceElement> stack = List.of(
                new StackTraceElement("com.acme.Parser", "parse", "Parser.java", 12),
                new StackTraceElement("com.acme.Parser$$Lambda", "call", null, -1));

        StackFrames copy = StackFrames.of(new StackFrames(9, stack).toFrame());

        assertThat(copy.sequence()).isEqualTo(9);
        assertThat(copy.stack()).isEqualTo(stack);
    }

    @Test
    void config_travels() {
        WorkerConfig config = new WorkerConfig(
                "render", "/some/where", new byte[] {1, 2}, new byte[0], new byte[] {3}, "!*", ".level=800", true);

        WorkerConfig copy = WorkerConfig.of(config.toFrame());

        assertThat(copy.poolName()).isEqualTo("render");
        assertThat(copy.directory()).isEqualTo("/some/where");
        assertThat(copy.initializer()).containsExactly(1, 2);
        assertThat(copy.exitHook()).isEmpty();
        assertThat(copy.inputFilter()).isEqualTo("!*");
        assertThat(copy.carriers()).containsExactly(3);
        assertThat(copy.logLevels()).isEqualTo(".level=800");
        assertThat(copy.isRecorded()).isTrue();
    }

    @Test
    void logEntry_travels() {
        StackTraceElement frame = new StackTraceElement("com.acme.Parser", "parse", null, 12);
        LogEntry entry = new LogEntry(
                7,
                Instant.ofEpochSecond(1_700_000_000, 123_456_789),
                900,
                "com.acme",
                "com.acme.Parser parse",
                "main",
                "it {0}",
                List.of(new LogEntry.Thrown("a.B: c", List.of(frame)), new LogEntry.Thrown("d", List.of())));

        assertThat(LogEntry.of(entry.toFrame())).isEqualTo(entry);
    }

    // SPEC P16: whatever a task logs, the frame has bounds, and the beginning of it arrives.
    @Test
    void logEntry_muchTooLong_isCutOff() {
        String text = "\uffff".repeat(1_000_000);
        StackTraceElement frame = new StackTraceElement(text, text, text, 1);
        List<LogEntry.Thrown> thrown =
                Collections.nCopies(100, new LogEntry.Thrown(text, Collections.nCopies(10_000, frame)));
        Frame sent = new LogEntry(1, Instant.EPOCH, 800, text, text, text, text, thrown).toFrame();

        assertThat(sent.payload()).hasSizeLessThan(LogEntry.MOST_BYTES);
        LogEntry copy = LogEntry.of(sent);
        assertThat(copy.message()).startsWith("\uffff\uffff").endsWith(" ... 983616 characters more");
        assertThat(copy.thrown()).hasSize(8);
    }

    private static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new ByteArrayInputStream(bytes));
    }
}
