package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import org.jspecify.annotations.Nullable;

/** Turns outcomes of tasks into bytes, for one channel from a worker process to its pool. Thread-safe. */
public final class OutcomeEncoder {
    static final int VALUE = 0;
    static final int CHUNK = 1;
    static final int FAILURE = 2;

    private final ClassOrigins origins;
    private final ClassIds classes;

    /** Creates an encoder. */
    public OutcomeEncoder() {
        this(ClassOrigins.NONE);
    }

    /**
     * Creates an encoder.
     *
     * @param origins tells where classes come from
     */
    public OutcomeEncoder(ClassOrigins origins) {
        this.origins = origins;
        this.classes = new ClassIds(origins);
    }

    /** Creates an output for outcomes that travel on the channel; in any other one, classes are named. */
    public CodecOutput newOutput() {
        return new CodecOutput(classes);
    }

    /** Creates an output for an outcome that travels by itself: all classes are named. */
    public CodecOutput newNamedOutput() {
        return new CodecOutput(ClassIds.named(origins));
    }

    /**
     * Returns what {@link OutcomeDecoder#defineClass} must be told before an outcome that needs that many classes.
     *
     * @param id counts from 1 to {@link CodecOutput#classesUsed()}
     */
    public byte[] classDefinition(int id) {
        return classes.definition(id);
    }

    /**
     * Encodes what a task returned.
     *
     * @param value the value; of a {@link TaskCall.ChunkResult} each element stands for itself
     * @throws TaskSerializationException if it cannot be serialized; nothing is written then
     */
    public void encodeValue(@Nullable Object value, CodecOutput out) {
        int start = out.size();
        try {
            if (value instanceof TaskCall.ChunkResult chunk) {
                out.writeByte(CHUNK);
                Chunks.writeResults(chunk.values(), out);
            } else {
                out.writeByte(VALUE);
                Part.write("the result", value, out);
            }
        } catch (ThreadDeath e) {
            out.truncate(start);
            throw e;
        } catch (TaskSerializationException e) {
            out.truncate(start);
            throw e;
        } catch (Throwable e) { // such as a payload of more than 2 GiB
            out.truncate(start);
            throw Problems.cannotSerialize("the result", value, e);
        }
    }

    /** Encodes what a task threw: always as text, and as an object too if it can be serialized. Never throws. */
    public void encodeFailure(Throwable failure, CodecOutput out) {
        out.writeByte(FAILURE);
        FailureEncoder.write(failure, out);
    }
}
