package dev.tandem.internal.pipeline;

import org.jspecify.annotations.Nullable;

/** A step that makes one element of each, or none, in the thread that pulls. */
abstract class LocalFlow extends Flow {
    private final Flow upstream;
    private final Control control;
    private final Meter meter;

    LocalFlow(Flow upstream, Control control, Meter meter) {
        this.upstream = upstream;
        this.control = control;
        this.meter = meter;
    }

    /** Makes the next element, which becomes the current one; returns whether there is one. */
    abstract boolean accept(@Nullable Object input, @Nullable Object madeFrom) throws Exception;

    @Override
    final Move advance(long nanos) throws InterruptedException {
        long deadline = nanos == FOREVER ? 0 : System.nanoTime() + nanos;
        long left = nanos;
        while (true) {
            Move move = upstream.advance(left);
            if (move != Move.NEXT) {
                return move;
            }
            if (tryAccept()) {
                meter.countOut();
                return Move.NEXT;
            }
            if (nanos != FOREVER) {
                left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Move.NOT_YET; // so that many elements that are left out do not hold up those who wait
                }
            }
        }
    }

    private boolean tryAccept() {
        Object input = upstream.value();
        Object madeFrom = upstream.origin();
        upstream.drop();
        meter.countIn();
        long start = System.nanoTime();
        try {
            boolean isAccepted = accept(input, madeFrom);
            if (!isAccepted) {
                meter.countLeftOut();
            }
            return isAccepted;
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            control.elementFailed(meter, input, madeFrom, e);
            return false;
        } finally {
            meter.addBusy(System.nanoTime() - start);
        }
    }

    @Override
    final boolean isPrompt() {
        return upstream.isPrompt();
    }

    @Override
    final void demand(int elements) {
        upstream.demand(elements);
    }

    @Override
    final void release() {
        upstream.release();
    }
}
