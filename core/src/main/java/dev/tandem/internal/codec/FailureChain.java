package dev.tandem.internal.codec;

import dev.tandem.WorkerTraceException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The causes of a rebuilt exception: their ends, their frames. */
final class FailureChain {
    private static final String INTERNALS = "dev.tandem.internal.";

    /** An exception that is one object for ever (its class replaces it when read) must not collect more than that. */
    private static final int MAX_SUPPRESSED = 8;

    /** A chain longer than that is taken for one without end: an exception may make up its cause when asked. */
    private static final int MAX_CAUSES = 1000;

    private FailureChain() {}

    /** Returns the cause of an exception, null if it has none or asking for it fails. */
    static @Nullable Throwable cause(Throwable failure) {
        try {
            return failure.getCause();
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) { // user code: as good as no cause
            return null;
        }
    }

    /** Makes the worker's trace the last cause; where that is refused, a suppressed exception of the first. */
    static void attach(Throwable top, WorkerTraceException trace) {
        Throwable last = last(top);
        boolean attached = last != null && tryInitCause(last, trace);
        if (!attached && top.getSuppressed().length < MAX_SUPPRESSED) {
            top.addSuppressed(trace);
        }
    }

    /** Cuts our own frames, and what is below them, off an exception and its causes. */
    static void trim(Throwable top) {
        Set<Throwable> seen = newIdentitySet();
        Throwable failure = top;
        while (failure != null && seen.size() < MAX_CAUSES && seen.add(failure)) {
            trimOne(failure);
            failure = cause(failure);
        }
    }

    private static void trimOne(Throwable failure) {
        try {
            StackTraceElement[] frames = failure.getStackTrace();
            int end = userFrames(frames);
            if (end < frames.length) {
                failure.setStackTrace(Arrays.copyOf(frames, end));
            }
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable ignored) { // user code: the frames stay as they are
        }
    }

    /** Returns how many frames stand above the lowest group of our own frames; all of them if none are ours. */
    private static int userFrames(StackTraceElement[] frames) {
        int end = frames.length;
        while (end > 0 && !isOwn(frames[end - 1])) {
            end--;
        }
        while (end > 0 && (isOwn(frames[end - 1]) || isReflection(frames[end - 1]))) {
            end--;
        }
        return end == 0 ? frames.length : end;
    }

    /** Whether a frame above ours is of how we call: no task begins with one of these. */
    private static boolean isReflection(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("jdk.internal.reflect.") || name.equals("java.lang.reflect.Method");
    }

    private static boolean isOwn(StackTraceElement frame) {
        return frame.getClassName().startsWith(INTERNALS);
    }

    /** Returns the end of the chain of causes, null if it runs in a circle or has no end. */
    private static @Nullable Throwable last(Throwable top) {
        Set<Throwable> seen = newIdentitySet();
        Throwable last = top;
        while (seen.size() < MAX_CAUSES && seen.add(last)) {
            Throwable cause = cause(last);
            if (cause == null) {
                return last;
            }
            last = cause;
        }
        return null;
    }

    private static boolean tryInitCause(Throwable last, Throwable trace) {
        try {
            last.initCause(trace);
            return last.getCause() == trace;
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) { // a cause of null was given to its constructor, or user code
            return false;
        }
    }

    private static Set<Throwable> newIdentitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
