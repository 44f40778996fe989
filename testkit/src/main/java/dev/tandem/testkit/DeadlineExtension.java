package dev.tandem.testkit;

import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Does what {@link Deadline} says: a watchdog thread for each test. */
final class DeadlineExtension implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        runWatched(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        runWatched(invocation, context);
    }

    private static void runWatched(Invocation<@Nullable Void> invocation, ExtensionContext context)
            throws Throwable {
        Watchdog watchdog = new Watchdog(context.getDisplayName(), secondsFor(context), System.err);
        watchdog.start();
        Throwable failure = null;
        try {
            invocation.proceed();
        } catch (Throwable e) {
            failure = e;
        }
        if (watchdog.stopAndTellWhetherExpired()) {
            throw new AssertionError(
                    "the test exceeded its deadline: deadline=" + secondsFor(context)
                            + "s; the stacks of all threads are in the output",
                    failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static int secondsFor(ExtensionContext context) {
        Optional<Deadline> deadline =
                AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), Deadline.class);
        return deadline.or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), Deadline.class))
                .orElseThrow()
                .seconds();
    }

    /**
     * {@code WATCHING -> STOPPED} when the test ends in time, {@code WATCHING -> EXPIRED -> STOPPED} when it does not.
     * From expiry on the test's thread is interrupted again and again, since it may need several interrupts to end.
     */
    private static final class Watchdog implements Runnable {
        private static final long REPEAT_SECONDS = 2;

        private final String test;
        private final long seconds;
        private final PrintStream output;
        private final Thread testThread = Thread.currentThread();
        private final Thread thread = new Thread(this, "testkit-watchdog");
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition stop = lock.newCondition();

        /** Guarded by {@code lock}; written by the test's thread. */
        private boolean stopped;

        /** Guarded by {@code lock}; written by the watchdog's thread. */
        private boolean expired;

        Watchdog(String test, long seconds, PrintStream output) {
            this.test = test;
            this.seconds = seconds;
            this.output = output;
            thread.setDaemon(true);
        }

        void start() {
            thread.start();
        }

        boolean stopAndTellWhetherExpired() {
            lock.lock();
            try {
                stopped = true;
                stop.signalAll();
                if (expired) {
                    // The interrupt was ours; what runs after the test shall not feel it.
                    Thread.interrupted();
                }
                return expired;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void run() {
            if (isStoppedWithin(seconds) || !expire()) {
                return;
            }
            output.println("deadline of " + seconds + "s exceeded: " + test);
            ThreadDump.printThisProcess(output);
            ThreadDump.printDescendants(output);
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            while (!interruptAndTellWhetherStopped()) {
                if (isStoppedWithin(REPEAT_SECONDS)) {
                    return;
                }
            }
        }

        private boolean expire() {
            lock.lock();
            try {
                expired = !stopped;
                return expired;
            } finally {
                lock.unlock();
            }
        }

        private boolean interruptAndTellWhetherStopped() {
            lock.lock();
            try {
                if (!stopped) {
                    testThread.interrupt();
                }
                return stopped;
            } finally {
                lock.unlock();
            }
        }

        private boolean isStoppedWithin(long limitSeconds) {
            long leftNanos = TimeUnit.SECONDS.toNanos(limitSeconds);
            lock.lock();
            try {
                while (!stopped && leftNanos > 0) {
                    leftNanos = stop.awaitNanos(leftNanos);
                }
                return stopped;
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; if somebody does, the test is no longer watched.
                return true;
            } finally {
                lock.unlock();
            }
        }
    }
}
