package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns tasks into bytes, in the submitting threads of one pool. Thread-safe. */
public final class TaskEncoder {
    private final FunctionEncoder functions;
    private final ClassIds classes;
    private final ClassIds names;
    private final OutputCache outputs;

    /** Creates an encoder that knows no function and no class yet. */
    public TaskEncoder() {
        this(ClassOrigins.NONE, new OwnCode());
    }

    /**
     * Creates an encoder that knows no function and no class yet.
     *
     * @param origins tells where classes come from
     * @param own is told about each class of functions and arguments, before the first payload with it is returned
     */
    public TaskEncoder(ClassOrigins origins, OwnCode own) {
        functions = new FunctionEncoder(origins, own);
        classes = ClassIds.telling(origins, own);
        names = ClassIds.namesTelling(origins, own);
        outputs = new OutputCache(classes);
    }

    /**
     * Encodes a task into a payload alone, however large.
     *
     * @throws TaskSerializationException if the function or an argument cannot be serialized
     */
    public EncodedTask encode(TaskCall call) {
        return encode(call, outputs.take(), null);
    }

    /**
     * Encodes a task.
     *
     * @param attachments makes a place for what is too large for the payload
     * @throws TaskSerializationException if the function or an argument cannot be serialized; then nothing is left
     */
    public EncodedTask encode(TaskCall call, Supplier<AttachmentOutput> attachments) {
        return encode(call, outputs.take(), attachments);
    }

    private EncodedTask encode(TaskCall call, CodecOutput out, @Nullable Supplier<AttachmentOutput> attachments) {
        try {
            out.attachTo(attachments);
            int functionId = write(call, out);
            return new EncodedTask(functionId, out.classesUsed(), out.toByteArray(), out.takeAttachment());
        } catch (TaskSerializationException | ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            throw Problems.cannotSerialize("the task", call.function(), e);
        } finally {
            outputs.giveBack(out); // which discards an attachment that was not taken
        }
    }

    @SuppressWarnings("EnumOrdinal") // both sides are the same version of this library
    private int write(TaskCall call, CodecOutput out) {
        out.writeByte(call.kind().ordinal());
        TaskContext context = call.context();
        if (context != null) {
            context.write(out);
            return write(call.plain(), out);
        }
        int functionId = functions.write(call.function(), out);
        writeArguments(call, out);
        return functionId;
    }

    /**
     * Encodes a function on its own, for {@link TaskDecoder#decodeFunction}.
     *
     * @throws TaskSerializationException if it cannot be serialized
     */
    public byte[] encodeFunction(Object function) {
        CodecOutput out = new CodecOutput(names);
        try {
            functions.writeSelfContained(function, out);
            return out.detach();
        } catch (TaskSerializationException | ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            throw Problems.cannotSerialize("the function", function, e);
        }
    }

    /**
     * Encodes a value that is shared, for {@link TaskDecoder#decodeShared}.
     *
     * @param attachments makes a place for what is too large for the payload
     * @return the payload and its attachment; self-contained, since a worker reads it whatever its lanes know
     * @throws TaskSerializationException if it cannot be serialized; then nothing is left
     */
    public EncodedTask encodeShared(Object value, Supplier<AttachmentOutput> attachments) {
        CodecOutput out = new CodecOutput(names);
        out.attachTo(attachments);
        try {
            Part.write("the shared value", value, out);
            return new EncodedTask(0, 0, out.detach(), out.takeAttachment());
        } catch (OutOfMemoryError e) {
            throw Problems.cannotSerialize("the shared value", value, e);
        } finally {
            out.reset(); // which discards an attachment that was not taken
        }
    }

    /**
     * Encodes the carriers of tasks' contexts, for {@link TaskDecoder#decodeCarriers}.
     *
     * @throws TaskSerializationException if one cannot be serialized
     */
    public byte[] encodeCarriers(Carriers carriers) {
        CodecOutput out = new CodecOutput(names);
        carriers.write(out);
        return out.detach();
    }

    /** The highest id of a function. */
    public int lastFunction() {
        return functions.last();
    }

    /**
     * Returns what {@link TaskDecoder#define} must be told before a task of that function.
     *
     * @param functionId of an {@link EncodedTask} of this encoder, not 0
     */
    public byte[] functionDefinition(int functionId) {
        return functions.definition(functionId);
    }

    /**
     * Returns what {@link TaskDecoder#defineClass} must be told before a task that needs that many classes.
     *
     * @param id counts from 1 to {@link EncodedTask#classes()}
     */
    public byte[] classDefinition(int id) {
        return classes.definition(id);
    }

    private static void writeArguments(TaskCall call, CodecOutput out) {
        switch (call.kind()) {
            case CALLABLE, RUNNABLE -> {}
            case FUNCTION -> Part.write("the argument", call.first(), out);
            case BI_FUNCTION -> {
                Part.write("the first argument", call.first(), out);
                Part.write("the second argument", call.second(), out);
            }
            case CHUNK -> Chunks.writeArguments("the argument", elements(call.first()), out);
            case BI_CHUNK -> {
                Chunks.writeArguments("the first argument", elements(call.first()), out);
                Chunks.writeArguments("the second argument", elements(call.second()), out);
            }
            case IN_CONTEXT -> throw new IllegalArgumentException("a context must not be in another one");
        }
    }

    private static @Nullable Object[] elements(@Nullable Object arguments) {
        if (arguments instanceof Object[] elements) {
            return elements;
        }
        throw new IllegalArgumentException("a chunk must have an array of arguments: arguments=" + arguments);
    }
}
