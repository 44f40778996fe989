package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecOutputTest {
    private final CodecOutput out = new CodecOutput(1);

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                127,
                128,
                255,
                16_383,
                16_384,
                Integer.MAX_VALUE,
                1L << 32,
                Long.MAX_VALUE,
                -1,
                -128,
                Long.MIN_VALUE
            })
    void longs_ofAnySize_comeBack(long value) {
        out.writeVarLong(value);
        out.writeLong(value);
        CodecInput in = input();
        assertThat(in.readVarLong()).isEqualTo(value);
        assertThat(in.readLong()).isEqualTo(value);
        in.ensureEnd();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 127, 128, 300, Short.MIN_VALUE, Short.MAX_VALUE, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void ints_ofAnySize_comeBack(int value) {
        out.writeVarInt(value);
        out.writeInt(value);
        out.writeShort(value);
        out.writeByte(value);
        CodecInput in = input();
        assertThat(in.readVarInt()).isEqualTo(value);
        assertThat(in.readInt()).isEqualTo(value);
        assertThat(in.readShort()).isEqualTo((short) value);
        assertThat(in.readByte()).isEqualTo((byte) value);
        in.ensureEnd();
    }

    @Test
    void ints_areLittleEndian() {
        out.writeInt(0x01020304);
        assertThat(out.toByteArray()).containsExactly(4, 3, 2, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u00ff", "\u0100", "aaaa\u20ac", "\ud83d\ude00", "\ud83d", "\udc00x", "\u0000"})
    void strings_ofAnyContent_comeBack(String value) {
        out.writeUtf(value);
        out.writeUtf(value + value);
        CodecInput in = input();
        assertThat(in.readUtf()).isEqualTo(value);
        assertThat(in.readUtf()).isEqualTo(value + value);
        in.ensureEnd();
    }

    @Test
    void reset_forgets() {
        out.writeLong(1);
        out.reset();
        out.writeByte(2);
        assertThat(out.toByteArray()).containsExactly(2);
        assertThat(out.size()).isEqualTo(1);
    }

    @Test
    void reset_afterLargePayload_letsItGo() {
        out.writeBytes(new byte[2 << 20], 0, 2 << 20);
        out.reset();
        assertThat(out.buffer().length).isLessThan(1024);
    }

    @Test
    void announcedLength_beyondTheEnd_isRefusedBeforeAllocation() {
        out.writeVarLong((long) Integer.MAX_VALUE << 1);
        assertThatThrownBy(() -> input().readUtf())
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessage("a payload must hold what it announces: elements=2147483647, bytesEach=1, remaining=0");
        assertThatThrownBy(() -> input().readCount(8)).isInstanceOf(MalformedPayloadException.class);
        assertThatThrownBy(() -> input().readBytes(-1)).isInstanceOf(MalformedPayloadException.class);
        assertThatThrownBy(() -> input().readBytes(Integer.MAX_VALUE)).isInstanceOf(MalformedPayloadException.class);
    }

    @Test
    void number_withoutEnd_isRefused() {
        out.writeBytes(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}, 0, 12);
        assertThatThrownBy(() -> input().readVarLong()).isInstanceOf(MalformedPayloadException.class);
    }

    @Test
    void varInt_tooLarge_isRefused() {
        out.writeVarLong(1L << 32);
        assertThatThrownBy(() -> input().readVarInt()).isInstanceOf(MalformedPayloadException.class);
    }

    @Test
    void input_readsItsRangeOnly() {
        CodecInput in = new CodecInput(new byte[] {1, 2, 3, 4}, 1, 2);
        assertThat(in.remaining()).isEqualTo(2);
        assertThat(in.readShort()).isEqualTo((short) 0x0302);
        assertThatThrownBy(in::readByte).isInstanceOf(MalformedPayloadException.class);
    }

    private CodecInput input() {
        return new CodecInput(out.buffer(), 0, out.size());
    }
}
