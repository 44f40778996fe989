package dev.tandem.testkit;

import dev.tandem.WorkerContext;

/** The tasks of a {@link Chaos} run. Each first notes its start, in the worker. */
final class ChaosTasks {
    /** With which code tasks end their process. */
    static final int EXIT_CODE = 70;

    /** Longer than any timeout of the run. */
    private static final long LONG_MILLIS = 600_000;

    private ChaosTasks() {}

    /** The result of a task, which no other task has. */
    static long valueOf(int number) {
        return number * 0x9E3779B97F4A7C15L;
    }

    static String failureOf(int number) {
        return "chaos " + number;
    }

    static long tiny(int number) {
        StartJournal.started(number);
        return valueOf(number);
    }

    static long fail(int number) {
        StartJournal.started(number);
        throw new IllegalStateException(failureOf(number));
    }

    static long failOnce(int number) {
        return attempt() == 1 ? fail(number) : tiny(number);
    }

    /** Ends the process in one of two ways: with shutdown hooks and without. */
    static long exit(int number) {
        StartJournal.started(number);
        if (number % 2 == 0) {
            System.exit(EXIT_CODE);
        }
        Runtime.getRuntime().halt(EXIT_CODE);
        return 0;
    }

    static long exitOnce(int number) {
        return attempt() == 1 ? exit(number) : tiny(number);
    }

    static long hang(int number) throws InterruptedException {
        StartJournal.started(number);
        Thread.sleep(LONG_MILLIS);
        return 0;
    }

    /** Does not look at interrupts, and costs no processor time. */
    static long hangStubbornly(int number) {
        StartJournal.started(number);
        long end = System.nanoTime() + LONG_MILLIS * 1_000_000;
        while (System.nanoTime() < end) {
            try {
                Thread.sleep(LONG_MILLIS);
            } catch (InterruptedException e) {
                // ignores it: that is what this task is for
            }
        }
        return 0;
    }

    /** An element of {@code map}: the number of a task, negative if the task ends its process. */
    static long element(int number) {
        return number < 0 ? exit(-number) : tiny(number);
    }

    private static int attempt() {
        return WorkerContext.current().orElseThrow().attempt();
    }
}
