package dev.tandem.internal.codec;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Prints a stack trace as {@link Throwable#printStackTrace} does, but survives whatever the methods of the exception
 * do, and stops when the text is long enough.
 */
final class TracePrinter {
    private static final StackTraceElement[] NO_FRAMES = {};

    /** A cause of a cause of a cause ...: more levels only repeat themselves, and each takes stack here. */
    private static final int MAX_LEVELS = 100;

    private final StringBuilder text = new StringBuilder();
    private final Set<Throwable> printed = Collections.newSetFromMap(new IdentityHashMap<>());

    private TracePrinter() {}

    static String print(Throwable failure) {
        TracePrinter printer = new TracePrinter();
        printer.print(failure, "", "", NO_FRAMES, 0);
        return printer.text.toString();
    }

    private void print(Throwable failure, String caption, String indent, StackTraceElement[] enclosing, int level) {
        if (text.length() > FailureText.MAX_CHARS) {
            return;
        }
        if (level > MAX_LEVELS || !printed.add(failure)) {
            text.append(indent)
                    .append(caption)
                    .append("[printed above or too deep: ")
                    .append(headline(failure));
            text.append("]\n");
            return;
        }
        text.append(indent).append(caption).append(headline(failure)).append('\n');
        StackTraceElement[] frames = frames(failure);
        printFrames(frames, indent, enclosing);
        for (Throwable suppressed : failure.getSuppressed()) {
            print(suppressed, "Suppressed: ", indent + '\t', frames, level + 1);
        }
        Throwable cause = FailureChain.cause(failure);
        if (cause != null) {
            print(cause, "Caused by: ", indent, frames, level + 1);
        }
    }

    private void printFrames(StackTraceElement[] frames, String indent, StackTraceElement[] enclosing) {
        int end = frames.length;
        int other = enclosing.length;
        while (end > 0 && other > 0 && frames[end - 1].equals(enclosing[other - 1])) {
            end--;
            other--;
        }
        for (int i = 0; i < end && text.length() <= FailureText.MAX_CHARS; i++) {
            text.append(indent).append("\tat ").append(frames[i]).append('\n');
        }
        if (end < frames.length) {
            text.append(indent).append("\t... ").append(frames.length - end).append(" more\n");
        }
    }

    /** Returns what stands above the frames. */
    static String headline(Throwable failure) {
        String line;
        try {
            line = failure.toString();
        } catch (Throwable e) { // user code
            line = failure.getClass().getName() + ": (toString threw "
                    + e.getClass().getName() + ")";
        }
        if (line == null) {
            return failure.getClass().getName();
        }
        return line.length() <= FailureText.MAX_CHARS ? line : line.substring(0, FailureText.MAX_CHARS);
    }

    private static StackTraceElement[] frames(Throwable failure) {
        try {
            StackTraceElement[] frames = failure.getStackTrace();
            return frames == null ? NO_FRAMES : FailureLimits.trim(frames);
        } catch (Throwable e) { // user code
            return NO_FRAMES;
        }
    }
}
