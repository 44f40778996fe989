package dev.tandem.internal.pipeline;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The inputs of a pipeline. What their iterator throws ends them. */
final class SourceFlow extends Flow {
    private final Control control;
    private final Meter meter;
    private final Iterable<?> inputs;
    private @Nullable Iterator<?> iterator;
    private boolean ended;

    SourceFlow(Control control, Iterable<?> inputs) {
        this.control = control;
        this.meter = control.meter(dev.tandem.PipelineStats.INPUT);
        this.inputs = inputs;
    }

    @Override
    Move advance(long nanos) {
        control.ensureRunning();
        if (ended) {
            return Move.END;
        }
        long start = System.nanoTime();
        try {
            Iterator<?> from = iterator;
            if (from == null) {
                from = inputs.iterator();
                iterator = from;
            }
            if (from.hasNext()) {
                Object element = from.next();
                current(element, element);
                meter.countOut();
                return Move.NEXT;
            }
        } catch (Throwable e) {
            control.inputFailed(e);
        } finally {
            meter.addBusy(System.nanoTime() - start);
        }
        release();
        return Move.END;
    }

    @Override
    boolean isPrompt() {
        return false;
    }

    @Override
    void demand(int elements) {}

    @Override
    void release() {
        ended = true;
        iterator = null;
    }
}
