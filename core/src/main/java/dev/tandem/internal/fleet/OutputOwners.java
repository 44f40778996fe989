package dev.tandem.internal.fleet;

import dev.tandem.internal.wire.MarkReader;
import dev.tandem.internal.wire.Sequence;
import java.util.List;
import java.util.Optional;

/** Names the owners of a worker's output by the labels of its tasks. Called by the threads that read the output. */
final class OutputOwners {
    private final List<WorkerLane> lanes;

    OutputOwners(List<WorkerLane> lanes) {
        this.lanes = lanes;
    }

    /** The label of the task that an owner is, as a {@link MarkReader} tells it. */
    Optional<String> label(long owner) {
        long sequence = owner == MarkReader.UNKNOWN ? onlyRunning() : owner;
        int lane = Sequence.lane(sequence);
        return sequence <= 0 || lane >= lanes.size()
                ? Optional.empty()
                : lanes.get(lane).labels().of(sequence);
    }

    private long onlyRunning() {
        long only = 0;
        for (WorkerLane lane : lanes) {
            long running = lane.running();
            if (running != 0) {
                if (only != 0) {
                    return 0;
                }
                only = running;
            }
        }
        return only;
    }
}
