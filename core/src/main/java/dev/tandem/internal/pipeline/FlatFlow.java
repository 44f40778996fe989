package dev.tandem.internal.pipeline;

import dev.tandem.TaskFunction;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gives the elements of the stream that a function makes of each element, one after the other, as they are wanted. */
final class FlatFlow extends Flow {
    private final Flow upstream;
    private final Control control;
    private final Meter meter;
    private final TaskFunction<Object, Stream<?>> function;

    /** What is being read, and the element that it was made of; null when none is. */
    private @Nullable Stream<?> stream;

    private @Nullable Iterator<?> iterator;
    private @Nullable Object input;
    private @Nullable Object inputOrigin;

    FlatFlow(Flow upstream, Control control, Meter meter, TaskFunction<Object, Stream<?>> function) {
        this.upstream = upstream;
        this.control = control;
        this.meter = meter;
        this.function = function;
    }

    @Override
    Move advance(long nanos) throws InterruptedException {
        while (true) {
            control.ensureRunning();
            Iterator<?> reading = iterator;
            if (reading == null) {
                Move move = upstream.advance(nanos);
                if (move != Move.NEXT) {
                    return move;
                }
                input = upstream.value();
                inputOrigin = upstream.origin();
                upstream.drop();
                meter.countIn();
                open();
            } else if (tryNext(reading)) {
                meter.countOut();
                return Move.NEXT;
            }
        }
    }

    @SuppressWarnings("NullAway") // whether an element may be null is between the inputs and the functions
    private void open() {
        long start = System.nanoTime();
        try {
            Stream<?> made =
                    java.util.Objects.requireNonNull(function.apply(input), "flatMap: the function gave no stream");
            stream = made;
            iterator = made.iterator();
        } catch (Throwable e) {
            fail(e);
        } finally {
            meter.addBusy(System.nanoTime() - start);
        }
    }

    private boolean tryNext(Iterator<?> reading) {
        long start = System.nanoTime();
        try {
            if (reading.hasNext()) {
                current(reading.next(), inputOrigin);
                return true;
            }
            close();
        } catch (Throwable e) {
            fail(e);
        } finally {
            meter.addBusy(System.nanoTime() - start);
        }
        return false;
    }

    private void fail(Throwable failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        Object failed = input;
        Object madeFrom = inputOrigin;
        try {
            close();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
        control.elementFailed(meter, failed, madeFrom, failure);
    }

    private void close() {
        Stream<?> open = stream;
        stream = null;
        iterator = null;
        input = null;
        inputOrigin = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    boolean isPrompt() {
        return false;
    }

    @Override
    void demand(int elements) {
        upstream.demand(1);
    }

    @Override
    void release() {
        try {
            close();
        } catch (RuntimeException | Error e) {
            control.warn("stream of " + meter.label() + " cannot be closed", e);
        }
        upstream.release();
    }
}
