package dev.tandem.internal.codec;

import dev.tandem.RemoteTaskException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of an exception what nobody would read, and says how much it was: the middle of very deep traces, and what
 * is behind long chains of causes, which no JDK stream could write. The exception itself is not touched.
 */
final class FailureLimits {
    /** As many as the JVM records unless told otherwise. More: larger payloads. Less: traces of overflows are cut. */
    static final int MAX_FRAMES = 1024;

    /** How many of them come from the top, where it happened; the others come from the bottom. */
    static final int TOP_FRAMES = 768;

    /**
     * How many levels of causes, and of suppressed exceptions, are sent. More: nearer to where a JDK stream overflows its
     * stack. Less: causes of causes are missed that somebody has put there.
     */
    static final int MAX_LEVELS = 100;

    /** How far a chain is followed to tell its length: one that makes up its causes has no end. */
    private static final int MOST_COUNTED = 20_000;

    /** What stands for the exceptions on the first level that is not sent; null if all are. */
    private final @Nullable IdentityHashMap<Throwable, Throwable> marks;

    private final NullMessages nulls = new NullMessages();

    private FailureLimits(@Nullable IdentityHashMap<Throwable, Throwable> marks) {
        this.marks = marks;
    }

    /** Looks at an exception; throws nothing but what a full stack or heap makes. */
    static FailureLimits of(Throwable failure) {
        return new FailureLimits(isShort(failure) ? null : marks(failure));
    }

    /** Returns what is to be written in place of an object: mostly itself. */
    Object replace(Object object) {
        if (object instanceof StackTraceElement[] frames) {
            return trim(frames);
        }
        if (object instanceof Throwable failure && marks != null) {
            Throwable mark = marks.get(failure);
            if (mark != null) {
                return mark;
            }
        }
        return object.getClass() == NullPointerException.class ? nulls.tell((NullPointerException) object) : object;
    }

    /** Returns the frames if they are few, else the first and the last of them with a mark in between. */
    static StackTraceElement[] trim(StackTraceElement[] frames) {
        if (frames.length <= MAX_FRAMES) {
            return frames;
        }
        int bottom = MAX_FRAMES - TOP_FRAMES - 1;
        StackTraceElement[] kept = new StackTraceElement[MAX_FRAMES];
        System.arraycopy(frames, 0, kept, 0, TOP_FRAMES);
        kept[TOP_FRAMES] = mark(frames.length - TOP_FRAMES - bottom, frames.length);
        System.arraycopy(frames, frames.length - bottom, kept, TOP_FRAMES + 1, bottom);
        return kept;
    }

    /** A frame that reads {@code ... 98977 frames left out (of 100000)}. */
    private static StackTraceElement mark(int missing, int all) {
        return new StackTraceElement("..", " " + missing + " frames left out ", "of " + all, -1);
    }

    /** Whether a chain of causes is short, without allocating anything: so are nearly all. */
    private static boolean isShort(Throwable top) {
        Throwable failure = top;
        for (int level = 0; level < MAX_LEVELS; level++) {
            if (failure.getSuppressed().length > 0) {
                return false;
            }
            Throwable cause = FailureChain.cause(failure);
            if (cause == null) {
                return true;
            }
            failure = cause;
        }
        return false;
    }

    /** Goes down level by level, so that each exception is on the level by which it is reached first. */
    private static IdentityHashMap<Throwable, Throwable> marks(Throwable top) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(top);
        List<Throwable> level = List.of(top);
        for (int i = 0; i < MAX_LEVELS && !level.isEmpty(); i++) {
            List<Throwable> next = new ArrayList<>();
            for (Throwable failure : level) {
                for (Throwable suppressed : failure.getSuppressed()) {
                    addNew(suppressed, seen, next);
                }
                addNew(FailureChain.cause(failure), seen, next);
            }
            level = next;
        }
        IdentityHashMap<Throwable, Throwable> marks = new IdentityHashMap<>();
        for (Throwable failure : level) {
            marks.put(failure, mark(failure));
        }
        return marks;
    }

    private static void addNew(@Nullable Throwable failure, Set<Throwable> seen, List<Throwable> next) {
        if (failure != null && seen.add(failure)) {
            next.add(failure);
        }
    }

    private static Throwable mark(Throwable failure) {
        int more = causes(failure);
        String why = "it is behind " + MAX_LEVELS + " levels of causes, and was left out with "
                + (more == MOST_COUNTED ? "more than " : "") + more + " causes of its own";
        RemoteTaskException mark = new RemoteTaskException(
                failure.getClass().getName(), FailureText.message(failure), FailureText.headline(failure), why);
        mark.setStackTrace(new StackTraceElement[0]);
        return mark;
    }

    private static int causes(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable cause = FailureChain.cause(failure);
        while (cause != null && seen.size() < MOST_COUNTED && seen.add(cause)) {
            cause = FailureChain.cause(cause);
        }
        return seen.size();
    }
}
