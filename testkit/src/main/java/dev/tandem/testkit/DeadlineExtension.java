package dev.tandem.testkit;

import java.io.PrintStream;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Does what {@link Deadline} says: a watchdog thread for each test. */
final class DeadlineExtension implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runWatched(invocation, context.getDisplayName(), deadlineFor(context), System.err);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        runWatched(invocation, context.getDisplayName(), deadlineFor(context), System.err);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
            throws Throwable {
        runWatched(invocation, context.getDisplayName(), deadlineFor(context), System.err);
    }

    static void runWatched(Invocation<@Nullable Void> invocation, String test, Duration deadline, PrintStream output)
            throws Throwable {
        Watchdog watchdog = new Watchdog(test, deadline, output);
        watchdog.start();
        Throwable failure = null;
        try {
            invocation.proceed();
        } catch (Throwable e) {
            failure = e;
        }
        if (watchdog.stopAndTellWhetherExpired()) {
            throw new AssertionError(
                    "the test exceeded its deadline: deadline=" + deadline
                            + "; the stacks of all threads are in the output",
                    failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static Duration deadlineFor(ExtensionContext context) {
        ExtensionContext method = context;
        while (method.getTestMethod().isEmpty()) { // a dynamic test has none of its own
            method = method.getParent().orElseThrow();
        }
        Class<?> type = method.getRequiredTestClass();
        Optional<Deadline> deadline = AnnotationSupport.findAnnotation(method.getRequiredTestMethod(), Deadline.class);
        return Duration.ofSeconds(deadline.or(() -> AnnotationSupport.findAnnotation(type, Deadline.class))
                .orElseThrow()
                .seconds());
    }

    /**
     * {@code WATCHING -> STOPPED} when the test ends in time, {@code WATCHING -> EXPIRED -> STOPPED} when it does not.
     * From expiry on the test's thread is interrupted again and again, since it may need several interrupts to end.
     */
    private static final class Watchdog implements Runnable {
        private static final Duration REPEAT = Duration.ofSeconds(2);

        private final String test;
        private final Duration deadline;
        private final PrintStream output;
        private final Thread testThread = Thread.currentThread();
        private final Thread thread = new Thread(this, "testkit-watchdog");
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition stop = lock.newCondition();

        /** Guarded by {@code lock}; written by the test's thread. */
        private boolean stopped;

        /** Guarded by {@code lock}; written by the watchdog's thread. */
        private boolean expired;

        Watchdog(String test, Duration deadline, PrintStream output) {
            this.test = test;
            this.deadline = deadline;
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
            if (isStoppedWithin(deadline) || !expire()) {
                return;
            }
            output.println("deadline of " + deadline + " exceeded: " + test);
            ThreadDump.printThisProcess(output);
            ThreadDump.printDescendants(output);
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            while (!interruptAndTellWhetherStopped()) {
                if (isStoppedWithin(REPEAT)) {
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

        private boolean isStoppedWithin(Duration limit) {
            long leftNanos = limit.toNanos();
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
