package dev.tandem.internal.worker;

import dev.tandem.internal.platform.TerminationSignal;
import dev.tandem.internal.wire.Frame;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a worker does when somebody asks it to end by SIGTERM: the first time it asks its parent to be let go, which
 * takes for as long as its tasks; the second time, or if nobody is there to be asked, it ends.
 */
final class TerminationRequest implements Runnable {
    /** The exit code of a JVM that was ended by SIGTERM. */
    static final int EXIT_CODE = 128 + 15;

    private final ControlChannel control;
    private final AtomicBoolean asked = new AtomicBoolean();

    TerminationRequest(ControlChannel control) {
        this.control = control;
    }

    /** Begins to handle the signal. Until then, it ends the worker at once. */
    void listen() {
        boolean unused = TerminationSignal.tryHandle(this);
    }

    @Override
    public void run() {
        if (asked.compareAndSet(false, true)) {
            try {
                control.send(new Frame(Frame.Type.DRAIN, new byte[0]));
                return;
            } catch (IOException e) {
                // the parent is gone: nobody is left to be asked
            }
        }
        System.exit(EXIT_CODE);
    }
}
