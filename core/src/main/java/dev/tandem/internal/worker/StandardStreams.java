package dev.tandem.internal.worker;

import dev.tandem.internal.wire.MarkReader;
import dev.tandem.internal.wire.Region;
import dev.tandem.internal.wire.Sequence;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The worker's standard output and standard error, installed before anything can print. They tell the parent which task
 * printed what, divert what is captured, and hold a task that has printed back until the parent has its output.
 */
/*
 * Whose output it is: that of the task to which the printing thread belongs. A thread that belongs to none prints for
 * the only task that runs. Otherwise it is nobody's.
 *
 * Waiting: so that the output of a task has been handed on before its future is done. It is bounded, and a wait in vain
 * is not repeated before the parent has read on, so that a consumer that blocks costs the worker one wait.
 */
final class StandardStreams {
    /** How long a task that printed waits in all for the parent to hand its output on. */
    private static final long PATIENCE_NANOS = 100_000_000;

    /** Looks without giving way, and looks that give way to other threads, before sleeping in between. */
    private static final int SPINS = 50;

    private static final int YIELDS = 150;

    /** The pause between two looks then. Longer holds tasks up, shorter takes the processor from the parent. */
    private static final long PAUSE_NANOS = 50_000;

    private final TaskStream[] streams;

    /** What {@code System.out} and {@code System.err} are unless a task has changed them. */
    private final PrintStream[] printers;

    /** What runs. Set once, before there are tasks. */
    private volatile List<CurrentTask> lanes = List.of();

    /** What sends log records, once there are any. */
    private volatile @Nullable LogSender logs;

    private StandardStreams() {
        streams = new TaskStream[] {
            new TaskStream(this, 0, FileDescriptor.out), new TaskStream(this, 1, FileDescriptor.err)
        };
        printers = new PrintStream[] {printer(streams[0]), printer(streams[1])};
    }

    /** Puts them in the place of those of the JVM. */
    static StandardStreams install() {
        StandardStreams installed = new StandardStreams();
        System.setOut(installed.printers[0]);
        System.setErr(installed.printers[1]);
        return installed;
    }

    private static PrintStream printer(TaskStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /** Tells from now on whose the output is, by the memory of the first lane. */
    void attach(List<CurrentTask> tasks, Region region) {
        lanes = tasks;
        for (TaskStream stream : streams) {
            stream.attach(region);
        }
    }

    /** There are log records from now on, which {@link #finish} sees off as well. */
    void logs(LogSender sender) {
        logs = sender;
    }

    /** The task that the calling thread prints for, or {@link MarkReader#NOBODY}. */
    long owner() {
        long sequence = TaskThreads.task();
        if (sequence == 0 && !TaskThreads.isKnown()) {
            sequence = onlyRunning();
        }
        return sequence == 0 ? MarkReader.NOBODY : sequence;
    }

    private long onlyRunning() {
        long only = 0;
        for (CurrentTask lane : lanes) {
            long sequence = lane.sequence();
            if (sequence != 0) {
                if (only != 0) {
                    return 0;
                }
                only = sequence;
            }
        }
        return only;
    }

    /** The lane of a task that {@link #owner} has told. */
    CurrentTask lane(long owner) {
        return lanes.get(Sequence.lane(owner));
    }

    /** The task thread has ended a task that has printed: sees its output off. */
    void finish(CurrentTask task, long sequence) throws IOException {
        Thread.interrupted(); // whatever it was for, it is not meant for what the worker does
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        boolean[] complete = new boolean[streams.length];
        for (int i = 0; i < streams.length; i++) {
            complete[i] = streams[i].tryEnd(sequence, deadline);
            if (streams[i].isClosed()) {
                reopen(i);
            }
        }
        task.endCapture();
        for (int i = 0; i < streams.length; i++) {
            long place = task.printedTo(i);
            if (complete[i] && place != 0) {
                await(streams[i], place, deadline);
            }
        }
        LogSender sender = logs;
        long logged = task.loggedTo();
        if (sender != null && logged != 0) {
            sender.finish(logged, deadline);
        }
        task.forgetPrints();
    }

    /** Whether it is still to be told that log records were dropped. */
    boolean owesDropped() {
        LogSender sender = logs;
        return sender != null && sender.owesDropped();
    }

    /** Tells how many log records were dropped, if that is to be told and there is room for it. */
    void tellDropped() throws IOException {
        LogSender sender = logs;
        if (sender != null) {
            sender.tellDropped();
        }
    }

    /** A task has closed the stream, which is not its own: the next one finds it open. */
    private void reopen(int i) {
        PrintStream fresh = printer(streams[i]);
        if (i == 0 && System.out == printers[0]) {
            System.setOut(fresh);
        } else if (i == 1 && System.err == printers[1]) {
            System.setErr(fresh);
        }
        printers[i] = fresh;
        streams[i].open();
    }

    private static void await(TaskStream stream, long place, long deadline) {
        TaskStream.Wait wait = stream.newWait(place);
        for (int i = 0; !wait.isOver(); i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else if (i < SPINS + YIELDS) {
                Thread.yield();
            } else if (System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
                Thread.interrupted();
            } else {
                wait.giveUp();
                return;
            }
        }
    }
}
