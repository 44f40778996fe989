package dev.tandem.internal.worker;

import dev.tandem.internal.platform.IgnoredSignals;

/** Ignores the signals that are not meant for a worker, beside the rest of its start: reflection takes its time. */
final class SignalSetup extends Thread {
    SignalSetup() {
        super("tandem-worker-signals");
        setDaemon(true);
    }

    @Override
    public void run() {
        IgnoredSignals.ignoreTerminal();
    }
}
