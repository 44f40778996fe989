package dev.tandem.internal.pipeline;

import dev.tandem.internal.task.Nanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts elements together to lists. */
final class BatchFlow extends Flow {
    private final Flow upstream;
    private final Meter meter;
    private final int size;

    /** How long a list may wait for more elements from its first one on. */
    private final long patienceNanos;

    private List<@Nullable Object> elements = new ArrayList<>();
    private List<@Nullable Object> origins = new ArrayList<>();

    /** When the list is given on that has been begun; only if there is a limit. */
    private long due;

    BatchFlow(Flow upstream, Meter meter, int size, Optional<Duration> within) {
        this.upstream = upstream;
        this.meter = meter;
        this.size = size;
        this.patienceNanos = within.map(Nanos::of).orElse(FOREVER);
    }

    @Override
    Move advance(long nanos) throws InterruptedException {
        long deadline = nanos == FOREVER ? FOREVER : System.nanoTime() + nanos;
        while (elements.size() < size) {
            upstream.demand(size - elements.size());
            boolean isLimited = patienceNanos != FOREVER && !elements.isEmpty();
            long left = deadline == FOREVER ? FOREVER : Math.max(0, deadline - System.nanoTime());
            long patience = isLimited ? Math.max(0, due - System.nanoTime()) : FOREVER;
            Move move = upstream.advance(Math.min(left, patience));
            if (move == Move.NEXT) {
                add();
            } else if (move == Move.END) {
                break;
            } else if (isLimited && due - System.nanoTime() <= 0) {
                break;
            } else if (deadline != FOREVER && deadline - System.nanoTime() <= 0) {
                return Move.NOT_YET;
            }
        }
        if (elements.isEmpty()) {
            return Move.END;
        }
        current(Collections.unmodifiableList(elements), Collections.unmodifiableList(origins));
        elements = new ArrayList<>();
        origins = new ArrayList<>();
        meter.countOut();
        return Move.NEXT;
    }

    private void add() {
        if (elements.isEmpty() && patienceNanos != FOREVER) {
            due = System.nanoTime() + patienceNanos;
        }
        elements.add(upstream.value());
        origins.add(upstream.origin());
        upstream.drop();
        meter.countIn();
    }

    @Override
    boolean isPrompt() {
        return upstream.isPrompt();
    }

    @Override
    void demand(int batches) {
        upstream.demand(size);
    }

    @Override
    void release() {
        elements.clear();
        origins.clear();
        upstream.release();
    }
}
