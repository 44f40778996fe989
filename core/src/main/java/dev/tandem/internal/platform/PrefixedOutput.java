package dev.tandem.internal.platform;

import dev.tandem.WorkerId;
import dev.tandem.WorkerOutput;

/** Prints workers' lines to this process's own streams, with the number of the worker before each. */
public final class PrefixedOutput implements WorkerOutput {
    /** The only instance. */
    public static final PrefixedOutput INSTANCE = new PrefixedOutput();

    private PrefixedOutput() {}

    @Override
    public void onLine(WorkerId worker, Stream stream, String text) {
        String line = "[worker " + worker.number() + "] " + text;
        if (stream == Stream.OUT) {
            System.out.println(line);
        } else {
            System.err.println(line);
        }
    }
}
