package dev.tandem.internal.progress;

import dev.tandem.ProgressSnapshot;
import java.time.Duration;
import java.util.function.Consumer;

/** A message now and then, for logs and pipes: ten seconds after the start, then with each tenth or each minute. */
public final class MessageDisplay implements Display {
    /** No two messages follow each other faster, and the first comes after that time. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    /** After that time a message tells that the work goes on, whatever it has come to. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** How far the work has to come for a message. */
    private static final double STEP = 0.1 - 1e-9; // a tenth, in spite of rounding

    private final Consumer<String> out;

    // used by the one thread that shows
    private boolean isFirst = true;
    private Duration lastTime = Duration.ZERO;
    private double lastShare;

    /** Creates a display that gives its messages to somebody. */
    public MessageDisplay(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
        Duration silence = snapshot.elapsed().minus(lastTime);
        double share = snapshot.share().orElse(0);
        if (silence.compareTo(SHORTEST) < 0) {
            return;
        }
        if (isFirst || share - lastShare >= STEP || silence.compareTo(LONGEST) >= 0) {
            isFirst = false;
            lastTime = snapshot.elapsed();
            lastShare = share;
            out.accept(LineText.message(snapshot));
        }
    }

    @Override
    public void finish(ProgressSnapshot snapshot) {
        out.accept(LineText.message(snapshot));
    }

    @Override
    public void println(String line) {
        out.accept(line);
    }
}
