package dev.tandem.internal.codec;

import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerId;
import java.io.ObjectInputFilter;

/** Rebuilds the outcomes of tasks in the pool's process. Thread-safe. */
public final class OutcomeDecoder {
    private final ClassResolver resolver;

    /**
     * Creates a decoder that accepts every class, within limits of nesting and array length.
     *
     * @param loader where classes are looked for first
     */
    public OutcomeDecoder(ClassLoader loader) {
        this(loader, new DepthLimit());
    }

    /**
     * Creates a decoder.
     *
     * @param loader where classes are looked for first
     * @param filter what it accepts, besides that no array may be longer than its bytes suffice for
     */
    public OutcomeDecoder(ClassLoader loader, ObjectInputFilter filter) {
        this.resolver = new ClassResolver(loader, filter);
    }

    /**
     * Decodes an outcome. Never throws for bad content: that gives a failure that says so.
     *
     * @param worker where the task ran
     * @param label the task's label
     */
    public Outcome decode(byte[] bytes, int offset, int length, WorkerId worker, String label) {
        return decode(new CodecInput(bytes, offset, length), worker, label);
    }

    /**
     * Decodes an outcome that has an attachment. Never throws for bad content.
     *
     * @param worker where the task ran
     * @param label the task's label
     */
    public Outcome decode(byte[] bytes, AttachmentInput attachment, WorkerId worker, String label) {
        return decode(new CodecInput(bytes, 0, bytes.length, attachment), worker, label);
    }

    private Outcome decode(CodecInput in, WorkerId worker, String label) {
        try {
            Outcome outcome = read(in, worker, label);
            in.ensureEnd();
            return outcome;
        } catch (TaskSerializationException e) {
            return new Outcome.Failure(e);
        } catch (MalformedPayloadException e) {
            return new Outcome.Failure(Problems.cannotRebuild("the outcome", e, resolver));
        }
    }

    private Outcome read(CodecInput in, WorkerId worker, String label) {
        int form = in.readByte();
        return switch (form) {
            case OutcomeEncoder.VALUE -> new Outcome.Value(Part.read("the result", in, resolver));
            case OutcomeEncoder.CHUNK -> {
                FailureDecoder failures = new FailureDecoder(resolver, worker, label);
                yield new Outcome.Value(new TaskCall.ChunkResult(Chunks.readResults(in, resolver, failures)));
            }
            case OutcomeEncoder.FAILURE -> new Outcome.Failure(new FailureDecoder(resolver, worker, label).read(in));
            default -> throw new MalformedPayloadException("an outcome must start with a known form: form=" + form);
        };
    }
}
