package dev.tandem.internal.worker;

import dev.tandem.TaskRunnable;
import dev.tandem.internal.codec.Carriers;
import dev.tandem.internal.codec.CodecOutput;
import dev.tandem.internal.codec.OutcomeEncoder;
import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.wire.Frame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs the initializer and the exit hook. */
final class Hooks {
    /** The exit code of a worker whose initializer failed. */
    private static final int INIT_FAILED = 124;

    private final TaskDecoder decoder;
    private final ControlChannel control;
    private final WorkerOrigins origins;

    Hooks(TaskDecoder decoder, ControlChannel control, WorkerOrigins origins) {
        this.decoder = decoder;
        this.control = control;
        this.origins = origins;
    }

    /** Runs the initializer; if it fails, tells the parent and ends the process. */
    void initialize(byte[] initializer) throws IOException {
        if (initializer.length == 0) {
            return;
        }
        try {
            ((TaskRunnable) decoder.decodeFunction(initializer)).execute();
        } catch (Throwable e) {
            fail(e);
        } finally {
            origins.leave();
        }
    }

    /** Rebuilds the carriers of tasks' contexts, null if there are none; if that fails, as with the initializer. */
    @Nullable
    Carriers carriers(byte[] carriers) throws IOException {
        if (carriers.length == 0) {
            return null;
        }
        try {
            return decoder.decodeCarriers(carriers);
        } catch (Throwable e) {
            fail(e);
            return null;
        } finally {
            origins.leave();
        }
    }

    private void fail(Throwable failure) throws IOException {
        OutcomeEncoder encoder = new OutcomeEncoder(origins);
        CodecOutput out = encoder.newNamedOutput();
        encoder.encodeFailure(failure, out);
        control.send(new Frame(Frame.Type.INIT_FAILED, out.toByteArray()));
        Runtime.getRuntime().halt(INIT_FAILED);
    }

    /** Runs the exit hook; if it fails, says so on standard error. */
    void exit(byte[] exitHook) {
        if (exitHook.length == 0) {
            return;
        }
        try {
            ((TaskRunnable) decoder.decodeFunction(exitHook)).execute();
        } catch (Throwable e) {
            System.err.println("exit hook failed");
            e.printStackTrace();
        } finally {
            origins.leave();
        }
    }
}
