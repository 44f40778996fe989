package dev.tandem.internal.pipeline;

import dev.tandem.Progress;

/** Counts what comes by. */
final class CountFlow extends Flow {
    private final Flow upstream;
    private final Progress progress;

    CountFlow(Flow upstream, Progress progress) {
        this.upstream = upstream;
        this.progress = progress;
    }

    @Override
    Move advance(long nanos) throws InterruptedException {
        Move move = upstream.advance(nanos);
        if (move == Move.NEXT) {
            current(upstream.value(), upstream.origin());
            upstream.drop();
            progress.succeeded();
        }
        return move;
    }

    @Override
    boolean isPrompt() {
        return upstream.isPrompt();
    }

    @Override
    void demand(int elements) {
        upstream.demand(elements);
    }

    @Override
    void release() {
        upstream.release();
    }
}
