package dev.tandem.internal.flight;

import jdk.jfr.FlightRecorder;

/**
 * Whether JDK Flight Recorder has to be told anything. All else in this package is used only if it has, so that a
 * program that never records loads none of it, which would take half a second, and one whose JDK lacks the module
 * {@code jdk.jfr} runs as well.
 */
public final class Flight {
    private static final boolean IS_THERE = isThere();

    private Flight() {}

    private static boolean isThere() {
        try {
            return Class.forName("jdk.jfr.FlightRecorder", false, Flight.class.getClassLoader()) != null;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Whether a recording has ever been started in this JVM; which of the events are wanted now, they know themselves. */
    public static boolean isOn() {
        return IS_THERE && Recorder.isInitialized();
    }

    /** Loaded only if the module is there. */
    private static final class Recorder {
        private Recorder() {}

        static boolean isInitialized() {
            return FlightRecorder.isInitialized();
        }
    }
}
