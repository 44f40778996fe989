package dev.tandem.internal.worker;

import dev.tandem.internal.codec.SharedValues;
import dev.tandem.internal.flight.Flight;
import dev.tandem.internal.flight.TaskRecorder;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.Sequence;
import dev.tandem.internal.wire.StackFrames;
import java.io.IOException;
import java.util.List;

/**
 * Does what the parent says while task threads are busy, and ends the process when the parent is gone: the end of
 * the control socket is the end of the parent, however it ended. Never loads a class of the parent's: it would wait for
 * itself.
 */
final class ControlLoop implements Runnable {
    /** The exit code of a worker whose parent is gone. Nobody is left to read it; it shows in process accounting. */
    private static final int PARENT_GONE = 125;

    /** The exit code of a worker without memory for what its parent says: the one of -XX:+ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;

    private final ControlChannel control;
    private final List<CurrentTask> lanes;
    private final Fetcher fetcher;

    /** Whether this process records itself. */
    private final boolean isRecorded;

    private ControlLoop(ControlChannel control, List<CurrentTask> lanes, Fetcher fetcher, boolean isRecorded) {
        this.control = control;
        this.lanes = lanes;
        this.fetcher = fetcher;
        this.isRecorded = isRecorded;
    }

    static void start(ControlChannel control, List<CurrentTask> lanes, Fetcher fetcher, boolean isRecorded) {
        Thread thread = new Thread(new ControlLoop(control, lanes, fetcher, isRecorded), "tandem-worker-control");
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    @Override
    public void run() {
        try {
            while (true) {
                handle(control.read());
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(PARENT_GONE);
        } catch (OutOfMemoryError e) {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        } catch (Throwable e) {
            e.printStackTrace(); // goes to the parent with the rest of standard error
            Runtime.getRuntime().halt(PARENT_GONE);
        }
    }

    private void handle(Frame frame) throws IOException {
        switch (frame.type()) {
            case INTERRUPT -> lane(frame.number()).interrupt(frame.number());
            case STACK_REQUEST -> {
                long sequence = frame.number();
                Frame answer = new StackFrames(sequence, lane(sequence).stack(sequence)).toFrame();
                if (isRecorded && Flight.isOn()) {
                    SaveThread.save(); // with the answer may come the end
                }
                control.send(answer);
            }
            case FETCHED -> fetcher.answered(Fetched.of(frame));
            case EXIT -> new ExitThread().start();
            case UNSHARE -> SharedValues.forget(frame.number());
            default -> throw frame.refusal("unexpected frame from the parent");
        }
    }

    private CurrentTask lane(long sequence) {
        int lane = Sequence.lane(sequence);
        if (lane < 0 || lane >= lanes.size()) {
            throw new ProtocolException("no such lane: sequence=" + sequence + ", lanes=" + lanes.size());
        }
        return lanes.get(lane);
    }

    /** Ends the JVM, while the control thread goes on: should the parent die meanwhile, it notices. */
    private static final class ExitThread extends Thread {
        ExitThread() {
            super("tandem-worker-end");
            setDaemon(true);
        }

        @Override
        public void run() {
            System.exit(TerminationRequest.EXIT_CODE);
        }
    }

    /** Has the recording written to the disk, for as long as there is time. */
    private static final class SaveThread extends Thread {
        /** The parent waits for half a second before it kills the worker all the same. */
        private static final long PATIENCE_MILLIS = 350;

        SaveThread() {
            super("tandem-worker-save");
            setDaemon(true);
        }

        @Override
        public void run() {
            TaskRecorder.save();
        }

        static void save() {
            SaveThread thread = new SaveThread();
            thread.start();
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                // nobody has a reason to: then without
            }
        }
    }
}
