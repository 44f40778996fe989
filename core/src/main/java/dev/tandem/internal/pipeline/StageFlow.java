package dev.tandem.internal.pipeline;

import dev.tandem.TaskFuture;
import dev.tandem.internal.codec.TaskCall.ElementFailure;
import dev.tandem.internal.pipeline.Step.Shape;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of a stage that runs in a pool. */
final class StageFlow extends Flow {
    private static final @Nullable Object[] NOTHING = {};

    private final Control control;
    private final Shape shape;
    private final Window window;
    private final StageMeter meter;

    /** The piece that was taken last, its results, and how many of them were passed on. */
    private @Nullable Piece piece;

    private @Nullable Object[] values = NOTHING;
    private int passed;

    /** What is left of a result that is a list, and what it was made from. */
    private @Nullable Iterator<?> list;

    private @Nullable Object listOrigin;

    private StageFlow(Control control, Shape shape, Window window, StageMeter meter) {
        this.control = control;
        this.shape = shape;
        this.window = window;
        this.meter = meter;
    }

    /** Puts a stage behind a flow that keeps to its time. */
    static StageFlow start(Flow upstream, Control control, Step.Pooled step) {
        Entrance entrance = Entrance.of(step.pool());
        Window window = new Window(control, entrance, step.options());
        StageMeter meter = new StageMeter(step.label(), window, entrance, step.options());
        control.addStage(window, meter, entrance);
        Feeder feeder = new Feeder(upstream, control, step, entrance, window, meter);
        control.addThread(step.label(), feeder, window::wake);
        return new StageFlow(control, step.shape(), window, meter);
    }

    @Override
    Move advance(long nanos) throws InterruptedException {
        long deadline = nanos == FOREVER ? 0 : System.nanoTime() + nanos;
        while (true) {
            if (tryNextOfList() || tryNextOfPiece()) {
                meter.countOut();
                return Move.NEXT;
            }
            if (list != null) {
                continue;
            }
            // anew each time, so that many elements that are left out do not hold up those who wait
            Window.Taken taken = window.take(nanos == FOREVER ? FOREVER : deadline - System.nanoTime());
            if (taken.piece() == null) {
                return taken.move();
            }
            open(taken.piece());
        }
    }

    private void open(Piece next) {
        TaskFuture<Object> future = next.future();
        if (future == null) {
            throw new IllegalStateException("piece was not submitted");
        }
        Outcome outcome = Outcome.of(next, future);
        if (!outcome.again().isEmpty()) {
            window.putBack(outcome.again());
        }
        piece = next;
        values = outcome.values();
        passed = 0;
    }

    private boolean tryNextOfList() {
        Iterator<?> from = list;
        if (from == null) {
            return false;
        }
        if (from.hasNext()) {
            current(from.next(), listOrigin);
            return true;
        }
        list = null;
        listOrigin = null;
        passedOne();
        return false;
    }

    /** Passes on the next result that makes an element; stops before a result that is a list. */
    private boolean tryNextOfPiece() {
        while (passed < values.length && list == null) {
            Piece from = java.util.Objects.requireNonNull(piece);
            int index = passed++;
            Object value = values[index];
            values[index] = null;
            if (value instanceof ElementFailure failed) {
                passedOne();
                control.elementFailed(meter, from.input(index), from.origin(index), failed.failure());
            } else if (shape == Shape.EACH) {
                current(value, from.origin(index));
                passedOne();
                return true;
            } else if (shape == Shape.LIST && value instanceof List<?> elements) {
                list = elements.iterator();
                listOrigin = from.origin(index);
            } else if (value instanceof Boolean kept) {
                boolean isKept = kept;
                if (isKept) {
                    current(from.input(index), from.origin(index));
                } else {
                    meter.countLeftOut();
                }
                passedOne();
                if (isKept) {
                    return true;
                }
            } else {
                passedOne();
                control.elementFailed(
                        meter,
                        from.input(index),
                        from.origin(index),
                        new NullPointerException("filter: the function gave null"));
            }
        }
        return false;
    }

    /** One more element has left the stage; a piece makes room when its last one has. */
    private void passedOne() {
        if (passed == values.length) {
            int size = values.length;
            piece = null;
            values = NOTHING;
            passed = 0;
            window.passed(size);
        }
    }

    @Override
    boolean isPrompt() {
        return true;
    }

    @Override
    void demand(int elements) {}

    @Override
    void release() {} // the feeder does it, when it ends
}
