package dev.tandem.internal.thread;

import dev.tandem.internal.codec.TaskCall;
import java.util.List;
import java.util.Set;

/** The stack of a thread that runs a task, without the frames of the pool that are below the task. */
final class StuckStack {
    private static final Set<String> POOL_CLASSES = Set.of(
            TaskCall.class.getName(), ThreadWorker.class.getName(), "java.lang.Thread", "java.lang.VirtualThread");

    private StuckStack() {}

    /** Returns the frames of the task, innermost first. */
    static List<StackTraceElement> of(Thread thread) {
        StackTraceElement[] frames = thread.getStackTrace();
        int end = frames.length;
        while (end > 0 && POOL_CLASSES.contains(frames[end - 1].getClassName())) {
            end--;
        }
        return List.of(frames).subList(0, end);
    }
}
