package dev.tandem.internal.flight;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Records what a lane of a worker process runs, in that process. Used by the thread of the lane, but for the last one. */
public final class TaskRecorder {
    private final String pool;
    private final int worker;

    private WorkerTaskEvent event = new WorkerTaskEvent();
    private @Nullable String label;
    private int attempt;
    private long argumentSize;

    private long began;
    private long decoded;
    private long called;

    /** Records for a lane of this worker. */
    public TaskRecorder(String pool, int worker) {
        this.pool = pool;
        this.worker = worker;
    }

    /** The label of the task that comes next. */
    public void label(String text) {
        label = text;
    }

    /** A task begins, with the deserialization of what was sent. */
    public void begin(int ofAttempt, long size) {
        event = new WorkerTaskEvent();
        event.begin();
        attempt = ofAttempt;
        argumentSize = size;
        began = System.nanoTime();
        decoded = began;
        called = began;
    }

    /** The task itself begins. */
    public void decoded() {
        decoded = System.nanoTime();
        called = decoded;
    }

    /** The task has returned. */
    public void called() {
        called = System.nanoTime();
    }

    /** Its result or failure is serialized. */
    public void ended(boolean succeeded, long resultSize) {
        event.end();
        if (event.shouldCommit()) {
            long now = System.nanoTime();
            event.pool = pool;
            event.worker = worker;
            event.task = label;
            event.attempt = attempt;
            event.decodeTime = decoded - began;
            event.runTime = (succeeded ? called : now) - decoded;
            event.encodeTime = succeeded ? now - called : 0;
            event.argumentSize = argumentSize;
            event.resultSize = resultSize;
            event.succeeded = succeeded;
            event.commit();
        }
        label = null;
    }

    /** Has everything that was recorded so far written to the disk: this process may be about to be killed. */
    public static void save() {
        try (Recording snapshot = FlightRecorder.getFlightRecorder().takeSnapshot()) {
            snapshot.setName("tandem"); // it is the taking of it that writes
        }
    }
}
