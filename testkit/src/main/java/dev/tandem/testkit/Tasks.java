package dev.tandem.testkit;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Functions that tests submit: static, so that they capture nothing, and at home in a worker process, too. */
final class Tasks {
    private Tasks() {}

    static int square(int x) {
        return x * x;
    }

    static int add(int a, int b) {
        return a + b;
    }

    static String describe(@Nullable Object value) {
        return String.valueOf(value);
    }

    static int failOn(int unwanted, int value) {
        if (value == unwanted) {
            throw new IllegalStateException("unwanted value " + value);
        }
        return value;
    }

    static int fail(String message) {
        throw new IllegalStateException(message);
    }

    /** Names the thread and the process that runs it. */
    static String place() {
        return ProcessHandle.current().pid() + "/" + Thread.currentThread().getName();
    }

    /** A callable of a class of its own, as users have them. */
    record Constant(int value) implements Callable<Integer>, Serializable {
        @Override
        public Integer call() {
            return value;
        }
    }

    /** A runnable of a class of its own. */
    record Note(Journal journal, String line) implements Runnable, Serializable {
        @Override
        public void run() {
            journal.note(line);
        }
    }
}
