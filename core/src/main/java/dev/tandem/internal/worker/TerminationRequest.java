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

    /** Keeps what it takes to handle a signal off the way of the first tasks. Until then, it ends the worker at once. */
    private static final long DELAY_MILLIS = 100;

    private final ControlChannel control;
    private final AtomicBoolean asked = new AtomicBoolean();

    private TerminationRequest(ControlChannel control) {
        this.control = control;
    }

    /** Begins to handle the signal, a little later. */
    static void listen(ControlChannel control) {
        TerminationRequest request = new TerminationRequest(control);
        Thread thread = new Thread("tandem-worker-signals") { // not a lambda: see WorkerMain
                    @Override
                    public void run() {
                        request.take();
                    }
                };
        thread.setDaemon(true);
        thread.start();
    }

    private void take() {
        try {
            Thread.sleep(DELAY_MILLIS);
        } catch (InterruptedException e) {
            // then at once
        }
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
