package dev.tandem.internal.pipeline;

import dev.tandem.TandemException;

/** The pipeline was stopped: leads the threads of its stages to their ends. Never seen by users. */
final class StoppedException extends TandemException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("pipeline was stopped", null);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this; // it says nothing that anybody wants to know
    }
}
