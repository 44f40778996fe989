package dev.tandem.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** SPEC L3: where a line fits, and how wide it may be. */
class StandardErrorTest {
    @Test
    void line_onDumbTerminalOrForABuild_isNotShown() {
        assertThat(StandardError.isFitForLine(Map.of("TERM", "dumb")::get)).isFalse();
        assertThat(StandardError.isFitForLine(Map.of("TERM", "xterm", "CI", "true")::get))
                .isFalse();
        assertThat(StandardError.isFitForLine(Map.<String, String>of()::get)).isFalse();
    }

    @Test
    void columns_ofTheEnvironment_winAndNobodyIsAsked() {
        AtomicInteger asked = new AtomicInteger();
        StandardError terminal = new StandardError(
                Map.of("COLUMNS", "132")::get,
                () -> {
                    asked.incrementAndGet();
                    return OptionalInt.of(50);
                },
                () -> 0);
        assertThat(terminal.columns()).isEqualTo(132);
        assertThat(asked).hasValue(0);
    }

    @Test
    void columns_ofTheDevice_areAskedForOnceASecond() {
        AtomicInteger width = new AtomicInteger(50);
        AtomicLong now = new AtomicLong();
        StandardError terminal =
                new StandardError(Map.of("COLUMNS", "wide")::get, () -> OptionalInt.of(width.get()), now::get);
        assertThat(terminal.columns()).isEqualTo(50);
        width.set(70);
        assertThat(terminal.columns()).isEqualTo(50);
        now.set(1_000_000_000);
        assertThat(terminal.columns()).isEqualTo(70);
    }

    @Test
    void columns_thatNobodyKnows_areEighty() {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong now = new AtomicLong();
        StandardError terminal = new StandardError(
                Map.<String, String>of()::get,
                () -> {
                    asked.incrementAndGet();
                    return OptionalInt.empty();
                },
                now::get);
        assertThat(terminal.columns()).isEqualTo(80);
        now.set(10_000_000_000L);
        assertThat(terminal.columns()).isEqualTo(80);
        assertThat(asked).hasValue(1);
    }

    @Test
    void size_asSttyTellsIt_isRead() {
        assertThat(TerminalDevice.columnsOf("24 80\n")).hasValue(80);
        assertThat(TerminalDevice.columnsOf("0 0\n")).isEmpty();
        assertThat(TerminalDevice.columnsOf("stty: not a terminal")).isEmpty();
        assertThat(TerminalDevice.columnsOf("24 many")).isEmpty();
    }
}
