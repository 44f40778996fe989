package dev.tandem.testkit;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Ways in which a task never ends. Whoever hangs has arrived at the gate before. */
enum Hang {
    /** Sleeps, and ends when it is interrupted. */
    SLEEP(Ear.LISTENS, Tongue.TELLS) {
        @Override
        void hang(Gate gate) throws InterruptedException {
            gate.arrive();
            TimeUnit.MINUTES.sleep(10);
        }
    },
    /** Computes. */
    BUSY_LOOP(Ear.DEAF, Tongue.TELLS) {
        @Override
        void hang(Gate gate) {
            gate.arrive();
            long sum = 0;
            for (long i = 0; i >= 0; i++) {
                sum += i ^ (sum << 1);
            }
            sink = sum;
        }
    },
    /** Computes in a loop that counts with an int, which compilers leave without safepoint polls unless told otherwise. */
    COUNTED_LOOP(Ear.DEAF, Tongue.TELLS) {
        @Override
        void hang(Gate gate) {
            gate.arrive();
            int sum = 0;
            while (sum != 42 || sink != 43) {
                for (int i = 0; i < Integer.MAX_VALUE; i++) {
                    sum += i ^ (sum << 1);
                }
            }
        }
    },
    /** Waits for a monitor whose owner waits for one of its own. */
    DEADLOCK_OF_MONITORS(Ear.DEAF, Tongue.TELLS) {
        @Override
        void hang(Gate gate) throws InterruptedException {
            Object one = new Object();
            Object two = new Object();
            CountDownLatch bothHold = new CountDownLatch(2);
            inThread(() -> holdBoth(two, one, bothHold));
            gate.arrive();
            holdBoth(one, two, bothHold);
        }
    },
    /** As before, with locks. */
    DEADLOCK_OF_LOCKS(Ear.DEAF, Tongue.TELLS) {
        @Override
        void hang(Gate gate) throws InterruptedException {
            ReentrantLock one = new ReentrantLock();
            ReentrantLock two = new ReentrantLock();
            CountDownLatch bothHold = new CountDownLatch(2);
            inThread(() -> lockBoth(two, one, bothHold));
            gate.arrive();
            lockBoth(one, two, bothHold);
        }
    },
    /** Waits for something that does not come, whoever interrupts. */
    SWALLOWED_INTERRUPTS(Ear.DEAF, Tongue.TELLS) {
        @Override
        void hang(Gate gate) {
            gate.arrive();
            hangOn();
        }
    },
    /** Is in a call of native code that nothing interrupts: opens a pipe that nobody writes to. */
    NATIVE_CALL(Ear.DEAF, Tongue.TELLS) {
        @Override
        void hang(Gate gate) throws IOException, InterruptedException {
            Path pipe = Path.of(gate.directory())
                    .resolveSibling("pipe-" + ProcessHandle.current().pid());
            new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
            gate.arrive();
            try (FileInputStream in = new FileInputStream(pipe.toFile())) {
                sink = in.read();
            }
        }
    },
    /** Asks for a line of standard input, which is at its end, again and again. */
    STANDARD_INPUT(Ear.DEAF, Tongue.TELLS) {
        @Override
        void hang(Gate gate) throws IOException {
            gate.arrive();
            while (System.in.read() < 0) {
                sink = System.nanoTime();
            }
        }
    },
    /** Is stopped by SIGSTOP, process and all. */
    STOPPED(Ear.DEAF, Tongue.SILENT) {
        @Override
        void hang(Gate gate) throws IOException {
            String pid = Long.toString(ProcessHandle.current().pid());
            gate.arrive();
            new ProcessBuilder("kill", "-STOP", pid).start();
            hangOn();
        }
    },
    /** Has filled its heap but for a little, and makes garbage, so that the JVM does little but collect it. */
    GARBAGE(Ear.DEAF, Tongue.MUMBLES) {
        @Override
        void hang(Gate gate) {
            Runtime jvm = Runtime.getRuntime();
            List<Object> live = new ArrayList<>();
            while (jvm.maxMemory() - jvm.totalMemory() + jvm.freeMemory() > HEADROOM) {
                Object[] block = new Object[1_000];
                for (int i = 0; i < block.length; i++) {
                    block[i] = new Object[4];
                }
                live.add(block);
            }
            gate.arrive();
            while (true) {
                Object[] garbage = new Object[1_000];
                sink = (long) garbage.length + live.size();
            }
        }
    };

    /** Whether a task ends when it is interrupted. */
    enum Ear {
        LISTENS,
        DEAF
    }

    /** Whether the worker can tell where the task is. */
    enum Tongue {
        TELLS,
        /** Perhaps, perhaps too late. */
        MUMBLES,
        SILENT
    }

    private static final long HEADROOM = 12L << 20;

    /** Written by the tasks, so that what they compute is of use. */
    private static volatile long sink;

    private final Ear ear;
    private final Tongue tongue;

    Hang(Ear ear, Tongue tongue) {
        this.ear = ear;
        this.tongue = tongue;
    }

    /** Arrives at the gate and hangs. */
    abstract void hang(Gate gate) throws Exception;

    Ear ear() {
        return ear;
    }

    Tongue tongue() {
        return tongue;
    }

    /** Sleeps, whoever interrupts. */
    static void hangOn() {
        while (true) {
            try {
                TimeUnit.MINUTES.sleep(10);
            } catch (InterruptedException e) {
                // on purpose
            }
        }
    }

    private static void inThread(Runnable body) {
        Thread thread = new Thread(body, "accomplice");
        thread.setDaemon(true);
        thread.start();
    }

    private static void holdBoth(Object first, Object second, CountDownLatch bothHold) {
        synchronized (first) {
            awaitStubbornly(bothHold);
            synchronized (second) {
                bothHold.countDown(); // never
            }
        }
    }

    private static void lockBoth(ReentrantLock first, ReentrantLock second, CountDownLatch bothHold) {
        first.lock();
        try {
            awaitStubbornly(bothHold);
            second.lock(); // for ever
            try {
                bothHold.countDown();
            } finally {
                second.unlock();
            }
        } finally {
            first.unlock();
        }
    }

    /** Counts down and waits for the other, so that the deadlock comes for certain, interrupted or not. */
    private static void awaitStubbornly(CountDownLatch latch) {
        latch.countDown();
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }
}
