package dev.tandem.internal.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** SPEC L3: few messages where there is no terminal. */
class MessageDisplayTest {
    private final List<String> messages = new ArrayList<>();
    private final MessageDisplay display = new MessageDisplay(messages::add);

    @Test
    void shortRun_hasOneMessage() {
        for (int second = 0; second < 10; second++) {
            display.show(Figures.of(second * 100L, 0, second));
        }
        display.finish(Figures.last(1000, 0, 10));
        assertThat(messages).containsExactly("parse: 1000/1000 (100%), 100/s, 0:10 elapsed");
    }

    @Test
    void steadyRun_hasAMessageWithEachTenth() {
        for (int second = 0; second < 200; second++) {
            display.show(Figures.of(second * 5L, 0, second));
        }
        assertThat(messages)
                .startsWith(
                        "parse: 50/1000 (5%), 100/s, 0:10 elapsed, 0:09 to go",
                        "parse: 150/1000 (15%), 100/s, 0:30 elapsed, 0:08 to go")
                .hasSize(10);
    }

    @Test
    void fastRun_hasAMessageInTenSecondsAtMost() {
        for (int second = 0; second <= 20; second++) {
            display.show(Figures.of(second * 50L, 0, second));
        }
        assertThat(messages).hasSize(2);
    }

    @Test
    void runWithoutTotal_hasAMessageEachMinute() {
        for (int second = 0; second < 200; second++) {
            display.show(Figures.of("scan", OptionalLong.empty(), second, 0, 0, 0, 0, second, false));
        }
        assertThat(messages)
                .containsExactly(
                        "scan: 10 done, 100/s, 0:10 elapsed",
                        "scan: 70 done, 100/s, 1:10 elapsed",
                        "scan: 130 done, 100/s, 2:10 elapsed",
                        "scan: 190 done, 100/s, 3:10 elapsed");
    }
}
