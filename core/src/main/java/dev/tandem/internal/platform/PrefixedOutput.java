package dev.tandem.internal.platform;

import dev.tandem.WorkerOutput;

/** Prints workers' lines to this process's own streams, with the number of the worker before each. */
public final class PrefixedOutput implements WorkerOutput {
    /** The only instance. */
    public static final PrefixedOutput INSTANCE = new PrefixedOutput();

    private PrefixedOutput() {}

    @Override
    public void onLine(Line line) {
        String text = "[worker " + line.worker().number() + "] " + line.text();
        if (line.stream() == Stream.OUT) {
            System.out.println(text);
        } else {
            System.err.println(text);
        }
    }
}
