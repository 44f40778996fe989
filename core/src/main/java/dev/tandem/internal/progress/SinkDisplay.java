package dev.tandem.internal.progress;

import dev.tandem.ProgressSnapshot;
import java.util.function.Consumer;

/** A consumer of the user's, instead of text. */
public final class SinkDisplay implements Display {
    private final Consumer<? super ProgressSnapshot> sink;

    // used by the one thread that shows
    private long lastEvents = -1;

    /** Creates a display that tells a consumer. */
    public SinkDisplay(Consumer<? super ProgressSnapshot> sink) {
        this.sink = sink;
    }

    @Override
    public void show(ProgressSnapshot snapshot) {
        long events = snapshot.done() + snapshot.retried() + snapshot.total().orElse(0);
        if (events != lastEvents) {
            lastEvents = events;
            sink.accept(snapshot);
        }
    }

    @Override
    public void finish(ProgressSnapshot snapshot) {
        sink.accept(snapshot);
    }

    @Override
    public void println(String line) {
        System.err.println(line);
    }
}
