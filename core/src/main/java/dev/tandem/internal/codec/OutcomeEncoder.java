package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import org.jspecify.annotations.Nullable;

/** Turns outcomes of tasks into bytes, in a worker process. Stateless. */
public final class OutcomeEncoder {
    static final int VALUE = 0;
    static final int CHUNK = 1;
    static final int FAILURE = 2;

    /** Creates an encoder. */
    public OutcomeEncoder() {}

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
