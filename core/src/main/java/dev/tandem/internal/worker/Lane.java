package dev.tandem.internal.worker;

import dev.tandem.internal.codec.Carriers;
import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.flight.Flight;
import dev.tandem.internal.flight.TaskRecorder;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.WorkerConfig;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of a worker's task threads, with the shared memory and the bell that are its own. */
final class Lane implements Runnable {
    /** The exit code of a worker whose task thread has failed, be it because the parent is gone. */
    private static final int FAILED = 122;

    private final CurrentTask current;
    private final TaskLoop loop;

    private Lane(CurrentTask current, TaskLoop loop) {
        this.current = current;
        this.loop = loop;
    }

    /** Makes a lane for each bell, with its shared memory. */
    static List<Lane> open(
            SocketChannel[] bells,
            Path directory,
            List<Region> regions,
            WorkerOrigins origins,
            WorkerConfig config,
            int workerNumber,
            @Nullable Carriers carriers,
            List<CurrentTask> tasks,
            Aftermath aftermath,
            StandardStreams streams)
            throws IOException {
        List<Lane> lanes = new ArrayList<>();
        HeapGauge heap = null;
        for (int i = 0; i < bells.length; i++) {
            Region region = regions.get(i);
            heap = heap == null ? new HeapGauge(region.scoreboard()) : heap;
            if (i == 0) {
                streams.attach(tasks, region);
            }
            CurrentTask current = tasks.get(i);
            Bell bell = new Bell(bells[i]);
            TaskDecoder decoder =
                    new TaskDecoder(ClassLoader.getSystemClassLoader(), origins, config.inputFilter(), carriers);
            TaskRecorder recorder = config.isRecorded() && Flight.isOn() // otherwise there is no Flight Recorder
                    ? new TaskRecorder(config.poolName(), workerNumber)
                    : null;
            lanes.add(new Lane(
                    current,
                    new TaskLoop(
                            region, bell, directory, decoder, origins, current, heap, aftermath, streams, recorder)));
        }
        return lanes;
    }

    /** Starts a thread that runs the lane. */
    Thread start(int number) {
        Thread thread = new Thread(this, "tandem-worker-" + number);
        thread.setDaemon(true); // the main thread waits for it, unless the JVM is to end
        thread.start();
        return thread;
    }

    /** Runs tasks in the calling thread until the parent retires the worker. */
    @Override
    public void run() {
        current.enter();
        try {
            loop.run();
        } catch (Throwable e) {
            e.printStackTrace(); // goes to the parent with the rest of standard error
            Runtime.getRuntime().halt(FAILED);
        }
    }
}
