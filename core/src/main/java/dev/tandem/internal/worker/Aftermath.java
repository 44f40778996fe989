package dev.tandem.internal.worker;

import dev.tandem.internal.wire.Changes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Sees what tasks leave behind in this JVM for those that come after them, and tells the parent: threads that go on
 * running, system properties, the default locale and time zone. Each change is told once. Shared by the task threads.
 */
/*
 * It looks when a worker has had nothing to do for a moment, or once a second while it has. What was there before the
 * first task, the initializer's doing included, is no change; the time zone is noted a little later, since the JDK
 * takes several milliseconds to find out which it is. Values of properties are not told: they may be secrets.
 */
final class Aftermath {
    /** How long a worker must have had nothing to do before it looks. */
    static final long REST_MILLIS = 100;

    private static final long PERIOD_NANOS = 1_000_000_000;

    /** How many changes are told in all: a worker that alters more is altered, whatever follows. */
    private static final int MOST = 200;

    private final ControlChannel control;
    private final ThreadGroup group;
    private final List<CurrentTask> tasks;

    /** How it was when it was last looked at. Guarded by {@code this}. */
    private Map<Object, Object> properties;

    private Locale locale;

    /** Null until it has been noted. Guarded by {@code this}. */
    private @Nullable TimeZone timeZone;

    /** The threads that were there before, and those that were told. Guarded by {@code this}. */
    private final Set<Thread> known = new HashSet<>();

    /** The threads that were there at the last look for the first time: they may be about to end. */
    private Set<Thread> suspects = new HashSet<>();

    private int told;

    /** When it was last looked. Written by any task thread. */
    private volatile long lookedAt = System.nanoTime();

    /** Whether a task has run since. Written by any task thread. */
    private volatile boolean owed;

    /** Notes how things are before the first task. */
    Aftermath(ControlChannel control, ThreadGroup group, List<CurrentTask> tasks) {
        this.control = control;
        this.group = group;
        this.tasks = tasks;
        this.properties = copyOfProperties();
        this.locale = Locale.getDefault();
        known.addAll(threads());
        known.add(Thread.currentThread());
    }

    /** Notes the time zone. Called a little later than the rest is noted. */
    void noteTimeZone() {
        TimeZone now = TimeZone.getDefault();
        synchronized (this) {
            timeZone = now;
        }
    }

    /** A task has ended; returns whether it was looked. */
    boolean ended(long now) throws IOException {
        if (!owed) { // a write costs more than a look, for each task
            owed = true;
        }
        if (now - lookedAt > PERIOD_NANOS) {
            look();
            return true;
        }
        return false;
    }

    /** Whether tasks have run since it was last looked. */
    boolean isOwed() {
        return owed;
    }

    /** Looks, and tells what has changed. */
    synchronized void look() throws IOException {
        owed = false;
        lookedAt = System.nanoTime();
        List<String> changes = new ArrayList<>();
        try {
            lookAtProperties(changes);
            lookAtDefaults(changes);
            lookAtThreads(changes);
        } catch (RuntimeException | LinkageError e) {
            changes.add("what else has changed cannot be seen: " + e.getClass().getName()); // of a property's equals
        }
        int left = Math.min(changes.size(), MOST - told);
        if (left > 0) {
            told += left;
            control.send(new Changes(changes.subList(0, left)).toFrame());
        }
    }

    private void lookAtProperties(List<String> changes) {
        if (System.getProperties().equals(properties)) {
            return;
        }
        Map<Object, Object> now = copyOfProperties();
        for (Map.Entry<Object, Object> entry : now.entrySet()) {
            Object before = properties.get(entry.getKey());
            if (before == null && !isOfTheJdk(entry.getKey())) {
                changes.add("system property set: " + entry.getKey());
            } else if (before != null && !before.equals(entry.getValue())) {
                changes.add("system property changed: " + entry.getKey());
            }
        }
        for (Object key : properties.keySet()) {
            if (!now.containsKey(key)) {
                changes.add("system property removed: " + key);
            }
        }
        properties = now;
    }

    /** The JDK sets properties of its own when it needs them first. */
    private static boolean isOfTheJdk(Object key) {
        String name = String.valueOf(key);
        return name.equals("user.timezone") || name.startsWith("sun.") || name.startsWith("jdk.");
    }

    private static Map<Object, Object> copyOfProperties() {
        return (Properties) System.getProperties().clone();
    }

    private void lookAtDefaults(List<String> changes) {
        Locale nowLocale = Locale.getDefault();
        if (!nowLocale.equals(locale)) {
            changes.add("default locale changed: " + locale + " to " + nowLocale);
            locale = nowLocale;
        }
        TimeZone before = timeZone;
        if (before != null) {
            TimeZone now = TimeZone.getDefault();
            if (!now.equals(before)) {
                changes.add("default time zone changed: " + before.getID() + " to " + now.getID());
                timeZone = now;
            }
        }
    }

    private void lookAtThreads(List<String> changes) {
        for (CurrentTask task : tasks) {
            if (task.sequence() != 0) {
                return; // the threads of a task that runs are no left-overs
            }
        }
        Set<Thread> now = threads();
        known.retainAll(now); // so that threads that have ended can be collected
        Set<Thread> before = suspects;
        suspects = new HashSet<>();
        for (Thread thread : now) {
            if (known.contains(thread) || isOfTheJvm(thread)) {
                continue;
            }
            if (before.contains(thread)) {
                known.add(thread);
                changes.add("thread left running: " + thread.getName() + (thread.isDaemon() ? " (daemon)" : ""));
            } else {
                suspects.add(thread);
                owed = true;
            }
        }
    }

    /** The worker's own, and those of the pool that all of a JVM share, are nobody's left-overs. */
    private static boolean isOfTheJvm(Thread thread) {
        return thread.getName().startsWith("tandem-") || thread.getName().startsWith("ForkJoinPool.commonPool-");
    }

    private Set<Thread> threads() {
        Thread[] threads = new Thread[group.activeCount() + 16];
        int count = group.enumerate(threads);
        return new HashSet<>(Arrays.asList(threads).subList(0, count));
    }
}
