package dev.tandem.internal.codec;

import dev.tandem.ContextCarrierException;
import dev.tandem.spi.ContextCarrier;
import org.jspecify.annotations.Nullable;

/** What the carriers of a pool have captured for a task. Immutable, as far as what was captured is. */
public final class TaskContext {
    private static final int NOTHING = 0;
    private static final int VALUE = 1;
    private static final int LOADER = 2;

    private final Carriers carriers;

    /** What each has captured, null for nothing. */
    private final @Nullable Object[] values;

    TaskContext(Carriers carriers, @Nullable Object[] values) {
        this.carriers = carriers;
        this.values = values;
    }

    /** A task in this context. */
    public TaskCall around(TaskCall call) {
        return TaskCall.inContext(this, call);
    }

    /**
     * Puts the context in place in the calling thread.
     *
     * @return what is to be closed afterwards
     * @throws ContextCarrierException if a carrier throws; then nothing is in place
     */
    Restored restore() {
        Restored restored = new Restored(carriers);
        boolean complete = false;
        try {
            for (int i = 0; i < values.length; i++) {
                Object value = values[i];
                if (value != null) {
                    restored.add(i, carriers.restore(i, value));
                }
            }
            complete = true;
            return restored;
        } finally {
            if (!complete) {
                restored.close();
            }
        }
    }

    /** Writes what was captured, and blames the carrier for what cannot be serialized. */
    void write(CodecOutput out) {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                out.writeByte(NOTHING);
            } else if (value instanceof ClassLoader loader) {
                out.writeByte(LOADER);
                LoaderForm.write(loader, out);
            } else {
                out.writeByte(VALUE);
                Part.write(part(carriers, i), value, out);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    static TaskContext read(Carriers carriers, CodecInput in, ClassResolver resolver) {
        @Nullable Object[] values = new Object[carriers.count()];
        for (int i = 0; i < values.length; i++) {
            int form = in.readByte();
            values[i] = switch (form) {
                case NOTHING -> null;
                case LOADER -> LoaderForm.read(in, resolver);
                case VALUE -> Part.read(part(carriers, i), in, resolver);
                default -> throw new MalformedPayloadException("a context must be of a known form: form=" + form);
            };
        }
        return new TaskContext(carriers, values);
    }

    private static String part(Carriers carriers, int index) {
        return "the context of carrier ".concat(carriers.name(index));
    }

    /** What was put in place. Used by one thread. */
    static final class Restored {
        private final Carriers carriers;
        private final ContextCarrier.@Nullable Scope[] scopes;

        private Restored(Carriers carriers) {
            this.carriers = carriers;
            this.scopes = new ContextCarrier.Scope[carriers.count()];
        }

        private void add(int carrier, ContextCarrier.Scope scope) {
            scopes[carrier] = scope;
        }

        /** Takes it all back, the last one first. Throws nothing but what shows that memory has run out. */
        void close() {
            OutOfMemoryError last = null;
            for (int i = scopes.length - 1; i >= 0; i--) {
                ContextCarrier.Scope scope = scopes[i];
                if (scope == null) {
                    continue;
                }
                try {
                    scope.close();
                } catch (OutOfMemoryError e) {
                    last = e;
                } catch (Throwable e) {
                    log(carriers.name(i), e);
                }
            }
            if (last != null) {
                throw last;
            }
        }

        private static void log(String carrier, Throwable failure) {
            System.getLogger("dev.tandem")
                    .log(
                            System.Logger.Level.WARNING,
                            "context carrier could not take its context back: carrier=".concat(carrier),
                            failure);
        }
    }
}
