package dev.tandem.internal.codec;

import dev.tandem.TaskBiFunction;
import dev.tandem.TaskFunction;
import dev.tandem.TaskRunnable;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a task does: a function of some shape and its arguments. Immutable; made by the pool, encoded by the parent,
 * decoded and called by the worker, or called directly by a thread.
 *
 * @param kind the shape of the function
 * @param function the function
 * @param first the first argument; for the chunk kinds an {@code Object[]} of first arguments; for
 *     {@link Kind#IN_CONTEXT} the {@link TaskContext}
 * @param second the second argument; for {@link Kind#BI_CHUNK} an {@code Object[]} as long as the first; for
 *     {@link Kind#IN_CONTEXT} the task
 */
public record TaskCall(
        Kind kind,
        Object function,
        @Nullable Object first,
        @Nullable Object second) {
    /** The shapes of functions. The order is part of the wire format. */
    public enum Kind {
        /** {@link Callable}. */
        CALLABLE,
        /** {@link Runnable}. */
        RUNNABLE,
        /** {@link TaskFunction}. */
        FUNCTION,
        /** {@link TaskBiFunction}. */
        BI_FUNCTION,
        /** {@link TaskFunction}, applied to each element of a chunk; the result is a {@link ChunkResult}. */
        CHUNK,
        /** {@link TaskBiFunction}, applied to each pair of a chunk; the result is a {@link ChunkResult}. */
        BI_CHUNK,
        /** A task of one of the other kinds, with what context carriers have captured for it. */
        IN_CONTEXT
    }

    /** A task that calls a callable. */
    public static TaskCall callable(Callable<?> function) {
        return new TaskCall(Kind.CALLABLE, function, null, null);
    }

    /** A task that runs a runnable. */
    public static TaskCall runnable(Runnable function) {
        return new TaskCall(Kind.RUNNABLE, function, null, null);
    }

    /** A task that applies a function to an argument. */
    public static TaskCall function(TaskFunction<?, ?> function, @Nullable Object argument) {
        return new TaskCall(Kind.FUNCTION, function, argument, null);
    }

    /** A task that applies a function to two arguments. */
    public static TaskCall biFunction(
            TaskBiFunction<?, ?, ?> function, @Nullable Object first, @Nullable Object second) {
        return new TaskCall(Kind.BI_FUNCTION, function, first, second);
    }

    /** A task that applies a function to each element of a chunk. */
    public static TaskCall chunk(TaskFunction<?, ?> function, @Nullable Object[] arguments) {
        return new TaskCall(Kind.CHUNK, function, arguments, null);
    }

    /** A task that applies a function to each pair of a chunk. */
    public static TaskCall biChunk(
            TaskBiFunction<?, ?, ?> function, @Nullable Object[] firsts, @Nullable Object[] seconds) {
        return new TaskCall(Kind.BI_CHUNK, function, firsts, seconds);
    }

    /** A task with its context. */
    static TaskCall inContext(TaskContext context, TaskCall call) {
        return new TaskCall(Kind.IN_CONTEXT, call.function, context, call);
    }

    /** The context of the task, or null if it has none. */
    @Nullable
    TaskContext context() {
        return kind == Kind.IN_CONTEXT ? (TaskContext) first : null;
    }

    /** The task without its context. */
    TaskCall plain() {
        return kind == Kind.IN_CONTEXT && second instanceof TaskCall inner ? inner : this;
    }

    /** How many elements the task has: more than one only for the chunk kinds. */
    public int elements() {
        TaskCall call = plain();
        return call.first instanceof Object[] arguments && call.isChunk() ? arguments.length : 1;
    }

    private boolean isChunk() {
        return kind == Kind.CHUNK || kind == Kind.BI_CHUNK;
    }

    /**
     * Does the work.
     *
     * @param progress is told the index of each element of a chunk before it starts
     * @return the result; for the chunk kinds a {@link ChunkResult}
     * @throws Exception what the function throws; for the chunk kinds nothing but {@link OutOfMemoryError} and the like
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // whether an argument may be null is between the user and the function
    public @Nullable Object call(IntConsumer progress) throws Exception {
        return switch (kind) {
            case CALLABLE -> ((Callable<Object>) function).call();
            case RUNNABLE -> {
                if (function instanceof TaskRunnable task) {
                    task.execute();
                } else {
                    ((Runnable) function).run();
                }
                yield null;
            }
            case FUNCTION -> ((TaskFunction<Object, Object>) function).apply(first);
            case BI_FUNCTION -> ((TaskBiFunction<Object, Object, Object>) function).apply(first, second);
            case CHUNK, BI_CHUNK -> callEach(progress, null);
            case IN_CONTEXT -> callInContext(progress);
        };
    }

    /** The context is around each element of a chunk: what one leaves there is not seen by the next one. */
    @SuppressWarnings("NullAway") // the first argument is the context
    private @Nullable Object callInContext(IntConsumer progress) throws Exception {
        TaskContext context = (TaskContext) first;
        TaskCall inner = plain();
        if (inner.isChunk()) {
            return inner.callEach(progress, context);
        }
        TaskContext.Restored restored = context.restore();
        try {
            return inner.call(progress);
        } finally {
            restored.close();
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // as above
    private ChunkResult callEach(IntConsumer progress, @Nullable TaskContext context) {
        Object[] firsts = (Object[]) first;
        Object[] seconds = (Object[]) second;
        @Nullable Object[] results = new Object[firsts.length];
        for (int i = 0; i < firsts.length; i++) {
            progress.accept(i);
            if (firsts[i] instanceof ElementFailure) { // this argument could not be rebuilt
                results[i] = firsts[i];
                continue;
            }
            if (seconds != null && seconds[i] instanceof ElementFailure) {
                results[i] = seconds[i];
                continue;
            }
            try {
                TaskContext.Restored restored = context == null ? null : context.restore();
                try {
                    results[i] = seconds == null
                            ? ((TaskFunction<Object, Object>) function).apply(firsts[i])
                            : ((TaskBiFunction<Object, Object, Object>) function).apply(firsts[i], seconds[i]);
                } finally {
                    if (restored != null) {
                        restored.close();
                    }
                }
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (Throwable e) {
                results[i] = new ElementFailure(e);
            }
        }
        return new ChunkResult(results);
    }

    /**
     * The results of a chunk, element by element; a failed one is an {@link ElementFailure}.
     *
     * @param values the results, in the order of the arguments
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    public record ChunkResult(@Nullable Object[] values) {}

    /**
     * The failure of an element of a chunk: as a result, or in place of an argument that could not be rebuilt.
     *
     * @param failure what the function threw
     */
    public record ElementFailure(Throwable failure) {}
}
