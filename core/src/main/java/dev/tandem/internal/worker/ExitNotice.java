package dev.tandem.internal.worker;

import dev.tandem.internal.wire.Frame;
import java.io.IOException;

/** Tells the parent that this JVM is shutting down, so that it can kill one that never ends doing so. */
final class ExitNotice extends Thread {
    private final ControlChannel control;

    ExitNotice(ControlChannel control) {
        super("tandem-worker-exit");
        this.control = control;
    }

    @Override
    public void run() {
        try {
            control.send(new Frame(Frame.Type.EXITING, new byte[0]));
        } catch (IOException e) {
            // the parent is gone: nobody is left to be told
        }
        control.shutDown();
    }
}
