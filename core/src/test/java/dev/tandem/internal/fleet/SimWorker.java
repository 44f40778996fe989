package dev.tandem.internal.fleet;

import dev.tandem.WorkerId;
import dev.tandem.internal.wire.ProtocolException;
import dev.tandem.internal.wire.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A worker process of the simulation: does one thing each time it is told to, and can die between any two of them. What
 * it has written stays readable after its death, as shared memory does.
 */
final class SimWorker implements Link {
    /** What the worker tells on its control socket, or the system of its process. */
    interface Events {
        /** A task has started; returns what it does. */
        Job started(FleetTask<?> task, SimWorker worker);

        void stackRequested(SimWorker worker, long sequence);

        /** Whether a call fails. */
        boolean fails(SimFault.Kind call);

        /** The process has ended. */
        void died(SimWorker worker, int exitCode);

        /** The parent looks at the memory that it shares with the worker, which does not wait meanwhile. */
        void meanwhile(SimWorker worker);
    }

    /** A record in a result ring. */
    record Answer(long sequence, boolean skipped, long startedAt, long nanos, Deed.Outcome outcome) {}

    /** What a task of the simulation does. */
    record Deed(Ending ending, long nanos, boolean listens) {
        enum Ending {
            RETURNS,
            THROWS,
            /** Never ends by itself. */
            HANGS,
            /** Ends the process. */
            EXITS
        }

        enum Outcome {
            VALUE,
            FAILURE
        }
    }

    /** A task of the simulation, and what really happened to it. */
    static final class Job {
        final int number;
        final Deed deed;

        /** The key, or -1 for none. */
        final int key;

        /** How often a worker started it, the last one that did, and whether that one has answered. */
        int runs;

        @Nullable
        SimWorker lastWorker;

        boolean isAnswered;

        Job(int number, Deed deed, int key) {
            this.number = number;
            this.deed = deed;
            this.key = key;
        }
    }

    private final WorkerId id;
    private final Events events;
    private final List<SimLane> lanes = new ArrayList<>();
    private boolean alive = true;
    private boolean ready;

    /** Whether the process has been told to end: it does so a little later. */
    private boolean killed;

    /** Whether the system is ending its process, of which nothing runs any more; the end is told a little later. */
    private boolean dying;

    /** How often it was looked whether it is. */
    private int looks;

    /** Whether it has got SIGTERM. */
    private boolean isTermed;

    /** Whether the process is stopped by a signal. */
    private boolean stopped;

    /** Whether the JVM goes on although the process that was started has ended, as behind a wrapper. */
    private boolean outlives;

    /** Whether the pool has given the worker up: nobody reads what it answers. */
    private boolean givenUp;

    /** Whether the scheduler knows that the worker has closed its control socket; its process goes on. */
    private boolean hungUp;

    /** How many tasks its rings refuse next. */
    private int refusals;

    SimWorker(int number, int laneCount, int capacity, Events events) {
        this.id = new WorkerId(number, 1000 + number);
        this.events = events;
        for (int i = 0; i < laneCount; i++) {
            lanes.add(new SimLane(capacity));
        }
    }

    boolean isAlive() {
        return alive;
    }

    /** What runs now. */
    List<Job> running() {
        List<Job> jobs = new ArrayList<>();
        for (SimLane lane : lanes) {
            Job job = lane.job;
            if (alive && !dying && job != null) {
                jobs.add(job);
            }
        }
        return jobs;
    }

    boolean isReady() {
        return ready;
    }

    void becomeReady() {
        ready = true;
    }

    boolean isKilled() {
        return killed;
    }

    boolean isStopped() {
        return stopped;
    }

    /** It gets SIGTERM; returns whether it asks its parent to be let go, which it does the first time. */
    boolean term() {
        if (!isTermed) {
            isTermed = true;
            return true;
        }
        die(143);
        return false;
    }

    void stop(boolean value) {
        stopped = value;
    }

    boolean isHungUp() {
        return hungUp;
    }

    void hungUp() {
        hungUp = true;
    }

    /** The system begins to end its process. */
    void beginToDie() {
        dying = true;
    }

    int looks() {
        return looks;
    }

    void die(int exitCode) {
        if (alive) {
            alive = false;
            events.died(this, exitCode);
        } else {
            outlives = false;
        }
    }

    /** Ends the process, of which nobody is told yet how it ended. */
    void dieUntold() {
        alive = false;
    }

    /** Ends the process that was started; its JVM goes on. */
    void dieAndOutlive() {
        outlives = alive && ready;
        die(137);
    }

    boolean isOutliving() {
        return outlives;
    }

    /** The pool has given the worker up. */
    void giveUp() {
        givenUp = true;
    }

    /** As {@link #step}, and if the process has ended, what a JVM does that outlives it. */
    void stepOn(long now, int choice) {
        if (outlives) {
            lanes.get(Math.floorMod(choice, lanes.size())).step(now);
        } else {
            step(now, choice);
        }
    }

    /** Whether the worker has anything to do now. */
    boolean canStep(long now) {
        return alive && (killed || dying || (ready && !stopped && lanes.stream().anyMatch(lane -> lane.canStep(now))))
                || (alive && isRetired());
    }

    /** When a running task will do something by itself. */
    long nextAt() {
        long next = Long.MAX_VALUE;
        if (alive && ready && !stopped && !dying) {
            for (SimLane lane : lanes) {
                next = Math.min(next, lane.endAt);
            }
        }
        return next;
    }

    /** Does one thing, if there is one to do. */
    void step(long now, int choice) {
        if (!alive) {
            return;
        }
        if (killed || dying) {
            die(137);
        } else if (isRetired()) {
            die(0);
        } else if (ready && !stopped) {
            lanes.get(Math.floorMod(choice, lanes.size())).step(now);
        }
    }

    private boolean isRetired() {
        return lanes.stream().allMatch(lane -> lane.retired);
    }

    // ---- Link

    @Override
    public WorkerId id() {
        return id;
    }

    @Override
    public List<SimLane> lanes() {
        return lanes;
    }

    @Override
    public boolean hasEnded() {
        return !alive;
    }

    @Override
    public boolean isDying() {
        looks++;
        return alive && dying;
    }

    @Override
    public OptionalLong residentMemory() {
        return OptionalLong.empty();
    }

    @Override
    public void interrupt(long sequence) {
        SimLane lane = lanes.get(Sequence.lane(sequence));
        if (alive && lane.running == sequence && !events.fails(SimFault.Kind.INTERRUPT_LOST)) {
            lane.interrupted = true;
        }
    }

    @Override
    public void requestStack(long sequence) {
        events.stackRequested(this, sequence);
    }

    @Override
    public void retiring() {}

    @Override
    public void kill(boolean hard) {
        killed = true;
    }

    /** Its rings have no room for the next tasks, whatever is in them. */
    void refuse(int tasks) {
        refusals = tasks;
    }

    /** A lane: rings, slots and scoreboard as simple collections. */
    final class SimLane implements LaneLink {
        private record Sent(long sequence, @Nullable FleetTask<?> task) {}

        private enum Slot {
            SENT,
            STARTED,
            WITHDRAWN
        }

        private final int capacity;
        private final Deque<Sent> unpublished = new ArrayDeque<>();
        private final Deque<Sent> published = new ArrayDeque<>();
        private final Map<Long, Slot> slots = new HashMap<>();
        private final Deque<Answer> answers = new ArrayDeque<>();

        private long running;
        private long since;
        private long endAt = Long.MAX_VALUE;
        private @Nullable Job job;
        private boolean interrupted;
        private boolean retired;
        private long done;

        private int preparations;

        /** How often it was prepared for its first tasks. */
        int preparations() {
            return preparations;
        }

        @Override
        public void prepare() {
            preparations++;
        }

        SimLane(int capacity) {
            this.capacity = capacity;
        }

        Deque<Answer> answers() {
            return answers;
        }

        private boolean canStep(long now) {
            if (running != 0) {
                return now >= endAt || (interrupted && job != null && job.deed.listens());
            }
            return !retired && !published.isEmpty();
        }

        private void step(long now) {
            if (!canStep(now)) {
                return;
            }
            if (running != 0) {
                end(now);
                return;
            }
            Sent next = published.removeFirst();
            FleetTask<?> task = next.task();
            if (task == null) {
                retired = true;
            } else if (slots.get(next.sequence()) == Slot.SENT) {
                start(next.sequence(), task, now);
            } else {
                answers.addLast(new Answer(next.sequence(), true, 0, 0, Deed.Outcome.VALUE));
            }
        }

        private void start(long sequence, FleetTask<?> task, long now) {
            slots.put(sequence, Slot.STARTED);
            running = sequence;
            since = now;
            interrupted = false;
            Job next = events.started(task, SimWorker.this);
            job = next;
            endAt = next.deed.ending() == Deed.Ending.HANGS ? Long.MAX_VALUE : now + next.deed.nanos();
        }

        private void end(long now) {
            Job current = job;
            if (current == null || (current.deed.ending() == Deed.Ending.EXITS && now >= endAt)) {
                die(7);
                return;
            }
            boolean byInterrupt = now < endAt;
            Deed.Outcome outcome = byInterrupt || current.deed.ending() == Deed.Ending.THROWS
                    ? Deed.Outcome.FAILURE
                    : Deed.Outcome.VALUE;
            answers.addLast(new Answer(running, false, since, now - since, outcome));
            running = 0;
            endAt = Long.MAX_VALUE;
            current.isAnswered = !givenUp;
            job = null;
            done++;
        }

        @Override
        public boolean trySend(FleetTask<?> task, long sequence) {
            if (unpublished.size() + published.size() >= capacity) {
                return false;
            }
            if (refusals > 0 || events.fails(SimFault.Kind.SEND_REFUSED)) {
                refusals = Math.max(0, refusals - 1);
                return false; // also if nothing is there: what a task needs first may fill the ring
            }
            if (events.fails(SimFault.Kind.SEND_BROKEN)) {
                throw new ProtocolException("head of a ring out of range");
            }
            slots.put(sequence, Slot.SENT);
            unpublished.addLast(new Sent(sequence, task));
            return true;
        }

        @Override
        public boolean tryRetire() {
            unpublished.addLast(new Sent(0, null));
            return true;
        }

        @Override
        public void flush() {
            published.addAll(unpublished);
            unpublished.clear();
        }

        @Override
        public boolean tryWithdraw(long sequence) {
            events.meanwhile(SimWorker.this);
            return slots.replace(sequence, Slot.SENT, Slot.WITHDRAWN);
        }

        @Override
        public boolean isStarted(long sequence) {
            return slots.get(sequence) == Slot.STARTED;
        }

        @Override
        public long running() {
            return running;
        }

        @Override
        public long runningSince() {
            return since;
        }

        @Override
        public int runningElement() {
            return 0;
        }

        @Override
        public long tasksDone() {
            return done;
        }

        @Override
        public long heapUsed() {
            return 0;
        }
    }
}
