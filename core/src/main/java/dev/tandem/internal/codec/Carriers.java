package dev.tandem.internal.codec;

import dev.tandem.ContextCarrierException;
import dev.tandem.spi.ContextCarrier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The context carriers of a pool, at least one, in their order. Thread-safe. */
public final class Carriers {
    private final ContextCarrier<?>[] carriers;

    private Carriers(ContextCarrier<?>[] carriers) {
        this.carriers = carriers;
    }

    /** The carriers of a list, or null if it is empty. */
    public static @Nullable Carriers of(List<ContextCarrier<?>> list) {
        return list.isEmpty() ? null : new Carriers(list.toArray(new ContextCarrier<?>[0]));
    }

    /**
     * Takes up the context of the calling thread.
     *
     * @return what was captured, or null if there was nothing
     * @throws ContextCarrierException if a carrier throws
     */
    public @Nullable TaskContext capture() {
        @Nullable Object[] values = new Object[carriers.length];
        boolean any = false;
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = carriers[i].capture();
            } catch (Throwable e) {
                throw failed(i, "capture", e);
            }
            any |= values[i] != null;
        }
        return any ? new TaskContext(this, values) : null;
    }

    int count() {
        return carriers.length;
    }

    /** How messages call a carrier. */
    String name(int index) {
        return carriers[index].getClass().getName();
    }

    /** Puts in place what a carrier has captured. */
    @SuppressWarnings("unchecked") // it has captured it itself
    ContextCarrier.Scope restore(int index, Object captured) {
        ContextCarrier.@Nullable Scope scope;
        try {
            scope = ((ContextCarrier<Object>) carriers[index]).restore(captured);
        } catch (Throwable e) {
            throw failed(index, "restore", e);
        }
        if (scope == null) {
            throw failed(index, "restore", new NullPointerException("it returned null instead of a scope"));
        }
        return scope;
    }

    private ContextCarrierException failed(int index, String deed, Throwable why) {
        String name = name(index);
        return new ContextCarrierException(
                name, "context carrier could not " + deed + ": carrier=" + name + ": " + Problems.reason(why), why);
    }

    /** Writes the carriers themselves. */
    void write(CodecOutput out) {
        out.writeVarInt(carriers.length);
        for (ContextCarrier<?> carrier : carriers) {
            Part.write("a context carrier", carrier, out);
        }
    }

    /** Reads what {@link #write} wrote. */
    static Carriers read(CodecInput in, ClassResolver resolver) {
        ContextCarrier<?>[] carriers = new ContextCarrier<?>[in.readCount(1)];
        for (int i = 0; i < carriers.length; i++) {
            Object read = Part.read("a context carrier", in, resolver);
            if (!(read instanceof ContextCarrier<?> carrier)) {
                throw new MalformedPayloadException("a carrier must be one: index=" + i);
            }
            carriers[i] = carrier;
        }
        return new Carriers(carriers);
    }
}
