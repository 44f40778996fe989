package dev.tandem.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    void frame_splitAtEachByte_isPutTogether() throws IOException {
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

    private static ReadableByteChannel oneByteOf(ByteBuffer source) {
        byte[] one = {source.get()};
        return new ReadableByteChannel() {
            private boolean given;

            @Override
            public int read(ByteBuffer target) {
                if (given) {
                    return 0;
                }
                given = true;
                target.put(one);
                return 1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void lengthOutOfRange_isRefusedBeforeAnythingIsAllocated() {
        for (int length : new int[] {-1, 0, Frame.MAX_HELLO_LENGTH + 1, Integer.MAX_VALUE}) {
            byte[] bytes = ByteBuffer.allocate(5).putInt(length).put((byte) 0).array();
            assertThatThrownBy(() -> new FrameReader(Frame.MAX_HELLO_LENGTH).read(channel(bytes)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("frame length out of range: length=" + length + ", most=" + Frame.MAX_HELLO_LENGTH);
        }
    }

    @Test
    void unknownType_isRefused() {
        byte[] bytes = ByteBuffer.allocate(5).putInt(1).put((byte) 77).array();
        assertThatThrownBy(() -> new FrameReader(Frame.MAX_LENGTH).read(channel(bytes)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("unknown frame type: type=77");
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
        WorkerConfig config = new WorkerConfig("render", "/some/where", new byte[] {1, 2}, new byte[0]);

        WorkerConfig copy = WorkerConfig.of(config.toFrame());

        assertThat(copy.poolName()).isEqualTo("render");
        assertThat(copy.directory()).isEqualTo("/some/where");
        assertThat(copy.initializer()).containsExactly(1, 2);
        assertThat(copy.exitHook()).isEmpty();
    }

    private static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new ByteArrayInputStream(bytes));
    }
}
