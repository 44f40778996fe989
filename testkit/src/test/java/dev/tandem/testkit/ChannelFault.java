package dev.tandem.testkit;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Nth operation on the channel between a pool and its {@link PuppetWorker}s fail, all of them counted
 * together. The idea is that of SQLite's tests. Thread-safe.
 */
final class ChannelFault {
    /** How an operation fails. */
    enum Mode {
        /** The process exits with a code; its sockets end before. */
        EXIT,
        /** The process is killed by somebody else. */
        KILLED,
        /** That channel is closed, and the worker goes on without it. */
        CLOSE,
        /** The worker does nothing more, with its channels open. */
        STALL,
        /** Something else is written there, and the worker goes on. */
        GARBAGE
    }

    /** What an operation is done with. */
    enum Channel {
        CONTROL,
        BELL,
        MEMORY,
        FILE
    }

    /** When an operation is done: what follows from its failure depends on it. */
    enum Time {
        /** Before the worker is ready. */
        STARTING,
        /** While it runs a task, and has said so. */
        RUNNING,
        /** Otherwise. */
        BETWEEN
    }

    /** An operation. */
    record Step(String name, Channel channel, Time time, boolean isWrite) {}

    private final Mode mode;
    private final int number;
    private int count;
    private @Nullable Step failed;

    ChannelFault(Mode mode, int number) {
        this.mode = mode;
        this.number = number;
    }

    Mode mode() {
        return mode;
    }

    /** Counts an operation that is about to be done; returns whether it is the one that fails. */
    synchronized boolean strikes(Step step) {
        if (!applies(step) || ++count != number) {
            return false;
        }
        failed = step;
        return true;
    }

    private boolean applies(Step step) {
        return switch (mode) {
            case EXIT, KILLED -> true;
            case CLOSE -> socketsAndFiles().contains(step.channel());
            // otherwise nothing ends it: a worker may leave a task in its buffer for as long as it likes
            case STALL -> step.time() != Time.BETWEEN;
            case GARBAGE -> step.isWrite();
        };
    }

    private static Set<Channel> socketsAndFiles() {
        return EnumSet.complementOf(EnumSet.of(Channel.MEMORY));
    }

    /** The operation that failed, or null if there were not so many. */
    synchronized @Nullable Step failed() {
        return failed;
    }

    @Override
    public String toString() {
        return mode + " at operation " + number + ": " + failed();
    }
}
