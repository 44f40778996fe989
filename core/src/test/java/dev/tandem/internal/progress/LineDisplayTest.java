package dev.tandem.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** SPEC L3: one line, whole, whatever else is written. */
class LineDisplayTest {
    private final FakeTerminal terminal = new FakeTerminal(60, false);
    private final LineDisplay display = new LineDisplay(terminal, false);

    /** Another stream on the same terminal. */
    private final PrintStream other = display.above(new PrintStream(
            new ByteArrayOutputStream() {
                @Override
                public void flush() {
                    terminal.write(toString(StandardCharsets.UTF_8));
                    reset();
                }
            },
            false,
            StandardCharsets.UTF_8));

    private static String line(int done, int seconds, boolean isFinished) {
        return LineText.line(isFinished ? Figures.last(done, 0, seconds) : Figures.of(done, 0, seconds), 59, false);
    }

    @Test
    void show_again_writesOverTheSameLine() {
        display.show(Figures.of(100, 0, 1));
        display.show(Figures.of(200, 0, 2));
        assertThat(terminal.lines()).containsExactly(line(200, 2, false));
    }

    @Test
    void show_nothingNew_writesNothing() {
        display.show(Figures.of(100, 0, 1));
        int written = terminal.writtenChars();
        display.show(Figures.of(100, 0, 1));
        assertThat(terminal.writtenChars()).isEqualTo(written);
    }

    @Test
    void show_shorterLine_leavesNoRest() {
        display.show(Figures.of(100, 12_345, 1));
        terminal.resize(30);
        display.show(Figures.of(100, 0, 1));
        assertThat(terminal.lines()).containsExactly(LineText.line(Figures.of(100, 0, 1), 29, false));
    }

    @Test
    void println_putsTextAbove() {
        display.show(Figures.of(100, 0, 1));
        display.println("hello");
        display.show(Figures.of(200, 0, 2));
        assertThat(terminal.lines()).containsExactly("hello", line(200, 2, false));
    }

    @Test
    void otherStream_wholeLines_goAbove() {
        display.show(Figures.of(100, 0, 1));
        other.println("one");
        other.println("zwö");
        display.show(Figures.of(200, 0, 2));
        assertThat(terminal.lines()).containsExactly("one", "zwö", line(200, 2, false));
    }

    @Test
    void otherStream_unfinishedLine_holdsTheLineBack() {
        display.show(Figures.of(100, 0, 1));
        other.print("name? ");
        display.show(Figures.of(200, 0, 2));
        assertThat(terminal.lines()).containsExactly("name? ");
        other.println("Ann");
        display.show(Figures.of(300, 0, 3));
        assertThat(terminal.lines()).containsExactly("name? Ann", line(300, 3, false));
    }

    @Test
    void finish_leavesTheLastFiguresAndANewLine() {
        display.show(Figures.of(100, 0, 1));
        other.print("unfinished");
        display.finish(Figures.last(1000, 0, 9));
        display.finish(Figures.last(1000, 0, 9));
        display.show(Figures.of(100, 0, 1));
        other.println("after");
        assertThat(terminal.lines()).containsExactly("unfinished", line(1000, 9, true), "after", "");
    }

    @Test
    void finish_transient_leavesNothing() {
        LineDisplay passing = new LineDisplay(terminal, true);
        passing.show(Figures.of(100, 0, 1));
        passing.finish(Figures.last(1000, 0, 9));
        assertThat(terminal.lines()).containsExactly("");
    }

    @Test
    void above_twice_isTheSameStream() {
        assertThat(display.above(other)).isSameAs(other);
    }
}
