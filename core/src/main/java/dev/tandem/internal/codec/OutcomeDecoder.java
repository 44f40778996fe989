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
        this(loader, filter, ClassOrigins.NONE);
    }

    /**
     * Creates a decoder of what comes from workers that were told of origins.
     *
     * @param loader where classes of origin 0 are looked for first
     * @param filter what it accepts, besides that no array may be longer than its bytes suffice for
     * @param origins where the others come from
     */
    public OutcomeDecoder(ClassLoader loader, ObjectInputFilter filter, ClassOrigins origins) {
        this(new ClassResolver(loader, filter, origins));
    }

    /**
     * Creates a decoder that accepts every class, within limits of nesting and array length.
     *
     * @param loader where classes of origin 0 are looked for first
     * @param origins where the others come from
     */
    public OutcomeDecoder(ClassLoader loader, ClassOrigins origins) {
        this(loader, new DepthLimit(), origins);
    }

    private OutcomeDecoder(ClassResolver resolver) {
        this.resolver = resolver;
    }

    /** Returns a decoder of the same kind for a channel of its own, on which no class has been defined yet. */
    public OutcomeDecoder forChannel() {
        return new OutcomeDecoder(resolver.forChannel());
    }

    /**
     * Remembers a class, after all with a lower id; looked at only when the first object of it is decoded.
     *
     * @throws MalformedPayloadException if it is not the next one, or too large
     */
    public void defineClass(int id, byte[] definition) {
        resolver.table().define(id, definition);
    }

    /**
     * Decodes an outcome. Never throws for bad content: that gives a failure that says so.
     *
     * @param worker where the task ran
     * @param task tells the task's label
     */
    public Outcome decode(byte[] bytes, int offset, int length, WorkerId worker, Labelled task) {
        return decode(new CodecInput(bytes, offset, length), worker, task);
    }

    /** Whether decoding an outcome runs no code of users: it is a value without classes. */
    public static boolean isSimple(byte[] bytes, int offset, int length) {
        return length >= 2 && bytes[offset] == OutcomeEncoder.VALUE && bytes[offset + 1] <= ValueTag.DOUBLE_ARRAY;
    }

    /**
     * Decodes an outcome that has an attachment. Never throws for bad content.
     *
     * @param worker where the task ran
     * @param task tells the task's label
     */
    public Outcome decode(byte[] bytes, AttachmentInput attachment, WorkerId worker, Labelled task) {
        return decode(new CodecInput(bytes, 0, bytes.length, attachment), worker, task);
    }

    private Outcome decode(CodecInput in, WorkerId worker, Labelled task) {
        try {
            Outcome outcome = read(in, worker, task);
            in.ensureEnd();
            return outcome;
        } catch (TaskSerializationException e) {
            return new Outcome.Failure(e);
        } catch (MalformedPayloadException e) {
            return new Outcome.Failure(Problems.cannotRebuild("the outcome", e, resolver));
        }
    }

    private Outcome read(CodecInput in, WorkerId worker, Labelled task) {
        int form = in.readByte();
        return switch (form) {
            case OutcomeEncoder.VALUE -> new Outcome.Value(Part.read("the result", in, resolver));
            case OutcomeEncoder.CHUNK -> {
                FailureDecoder failures = new FailureDecoder(resolver, worker, task.label());
                yield new Outcome.Value(new TaskCall.ChunkResult(Chunks.readResults(in, resolver, failures)));
            }
            case OutcomeEncoder.FAILURE ->
                new Outcome.Failure(new FailureDecoder(resolver, worker, task.label()).read(in));
            default -> throw new MalformedPayloadException("an outcome must start with a known form: form=" + form);
        };
    }
}
