package dev.tandem.internal.codec;

import dev.tandem.TaskBiFunction;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Rebuilds tasks in a worker process. Thread-safe. */
public final class TaskDecoder {
    private static final TaskCall.Kind[] KINDS = TaskCall.Kind.values();

    private final ClassResolver resolver;
    private final FunctionDecoder functions;

    /** Who restores the contexts of tasks, or null if tasks have none. */
    private final @Nullable Carriers carriers;

    /**
     * Creates a decoder of tasks that have no context.
     *
     * @param loader where classes are looked for first
     */
    public TaskDecoder(ClassLoader loader) {
        this(loader, ClassOrigins.NONE, "", null);
    }

    /**
     * Creates a decoder.
     *
     * @param loader where classes of origin 0 are looked for first
     * @param origins where the others come from
     * @param inputFilter what it accepts, as a pattern of the JDK; empty for every class
     * @param carriers who restores the contexts of tasks, null if tasks have none
     */
    public TaskDecoder(ClassLoader loader, ClassOrigins origins, String inputFilter, @Nullable Carriers carriers) {
        this.resolver = new ClassResolver(loader, inputFilter.isEmpty() ? null : new InputFilter(inputFilter), origins);
        this.functions = new FunctionDecoder(resolver);
        this.carriers = carriers;
    }

    /** Returns the class loader of the code of a function that was rebuilt, null for that of the JDK. */
    public static @Nullable ClassLoader loaderOf(Object function) {
        return UnlinkedLambda.codeOf(function).getClassLoader();
    }

    /** Remembers a function; looked at only when the first task that uses it is decoded. */
    public void define(int functionId, byte[] definition) {
        functions.define(functionId, definition);
        resolver.origins().newsCame();
    }

    /**
     * Loads the class of a function that was defined, so that its first task need not. Runs no code of that class. What
     * fails here fails again with that task, and is told then.
     */
    public void prepare(int functionId) {
        try {
            functions.prepare(functionId);
        } catch (Throwable e) { // no memory, too; a class loader may be of the user's
            // see above
        }
    }

    /** Remembers a class, after all with a lower id; looked at only when the first object of it is decoded. */
    public void defineClass(int id, byte[] definition) {
        resolver.table().define(id, definition);
        resolver.origins().newsCame();
    }

    /**
     * Decodes a task.
     *
     * @throws TaskSerializationException if the function or an argument cannot be rebuilt
     */
    public TaskCall decode(int functionId, byte[] payload, int offset, int length) {
        return decode(functionId, new CodecInput(payload, offset, length));
    }

    /**
     * Decodes a task that has an attachment.
     *
     * @throws TaskSerializationException if the function or an argument cannot be rebuilt
     */
    public TaskCall decode(int functionId, byte[] payload, AttachmentInput attachment) {
        return decode(functionId, new CodecInput(payload, 0, payload.length, attachment));
    }

    private TaskCall decode(int functionId, CodecInput in) {
        try {
            TaskCall call = read(functionId, in);
            in.ensureEnd();
            return call;
        } catch (MalformedPayloadException e) {
            throw Problems.cannotRebuild("the task", e, resolver);
        }
    }

    /**
     * Decodes what {@link TaskEncoder#encodeFunction} returned.
     *
     * @throws TaskSerializationException if it cannot be rebuilt
     */
    public Object decodeFunction(byte[] bytes) {
        try {
            Object function = functions.readSelfContained(new CodecInput(bytes, 0, bytes.length));
            resolver.origins().functionRead(function);
            return function;
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            throw Problems.cannotRebuild("the function", e, resolver);
        }
    }

    /**
     * Decodes what {@link Carriers#encode} returned.
     *
     * @throws TaskSerializationException if a carrier cannot be rebuilt
     */
    public Carriers decodeCarriers(byte[] bytes) {
        return Carriers.read(new CodecInput(bytes, 0, bytes.length), resolver);
    }

    /**
     * Decodes what {@link TaskEncoder#encodeShared} returned. A byte buffer is read-only.
     *
     * @throws TaskSerializationException if it cannot be rebuilt
     */
    public Object decodeShared(byte[] payload, AttachmentInput file) {
        CodecInput in = new CodecInput(payload, 0, payload.length, file);
        Object value = Part.read("the shared value", in, resolver);
        if (value == null || in.remaining() > 0) {
            throw Problems.cannotRebuild(
                    "the shared value",
                    new MalformedPayloadException("it must be one value: remaining=" + in.remaining()),
                    resolver);
        }
        return value instanceof ByteBuffer buffer ? buffer.asReadOnlyBuffer().order(buffer.order()) : value;
    }

    private TaskCall read(int functionId, CodecInput in) {
        TaskCall.Kind kind = kind(in.readByte());
        if (kind == TaskCall.Kind.IN_CONTEXT) {
            return readInContext(functionId, in);
        }
        Object function = readFunction(functionId, in);
        requireCallable(kind, function);
        resolver.origins().functionRead(function);
        return switch (kind) {
            case CALLABLE, RUNNABLE -> new TaskCall(kind, function, null, null);
            case FUNCTION -> new TaskCall(kind, function, Part.read("the argument", in, resolver), null);
            case BI_FUNCTION -> {
                Object first = Part.read("the first argument", in, resolver);
                yield new TaskCall(kind, function, first, Part.read("the second argument", in, resolver));
            }
            case CHUNK -> new TaskCall(kind, function, Chunks.readArguments("the argument", in, resolver), null);
            case BI_CHUNK -> readBiChunk(function, in);
            case IN_CONTEXT -> throw new AssertionError("it was read before");
        };
    }

    private TaskCall readInContext(int functionId, CodecInput in) {
        Carriers restorers = carriers;
        if (restorers == null) {
            throw new MalformedPayloadException("a context must have carriers that restore it");
        }
        TaskContext context = TaskContext.read(restorers, in, resolver);
        TaskCall call = read(functionId, in);
        if (call.context() != null) {
            throw new MalformedPayloadException("a context must not be in another one");
        }
        return context.around(call);
    }

    private TaskCall readBiChunk(Object function, CodecInput in) {
        @Nullable Object[] firsts = Chunks.readArguments("the first argument", in, resolver);
        @Nullable Object[] seconds = Chunks.readArguments("the second argument", in, resolver);
        if (firsts.length != seconds.length) {
            throw new MalformedPayloadException(
                    "arguments must be pairs: first=" + firsts.length + ", second=" + seconds.length);
        }
        return new TaskCall(TaskCall.Kind.BI_CHUNK, function, firsts, seconds);
    }

    private Object readFunction(int functionId, CodecInput in) {
        try {
            return functions.read(functionId, in);
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            throw Problems.cannotRebuild("the function", e, resolver);
        }
    }

    private static TaskCall.Kind kind(int ordinal) {
        if (ordinal < 0 || ordinal >= KINDS.length) {
            throw new MalformedPayloadException("a task must start with a known kind: kind=" + ordinal);
        }
        return KINDS[ordinal];
    }

    private static void requireCallable(TaskCall.Kind kind, Object function) {
        if (!typeOf(kind).isInstance(function)) {
            throw new MalformedPayloadException("a function must be of the type that its kind calls: kind=" + kind
                    + ", class=" + Problems.typeName(function));
        }
    }

    private static Class<?> typeOf(TaskCall.Kind kind) {
        return switch (kind) {
            case CALLABLE -> Callable.class;
            case RUNNABLE -> Runnable.class;
            case FUNCTION, CHUNK -> TaskFunction.class;
            case BI_FUNCTION, BI_CHUNK -> TaskBiFunction.class;
            case IN_CONTEXT -> Object.class;
        };
    }
}
