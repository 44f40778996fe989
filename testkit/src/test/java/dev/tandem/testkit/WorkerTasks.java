package dev.tandem.testkit;

import dev.tandem.WorkerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What worker processes are made to do in the tests of process pools. */
final class WorkerTasks {
    private WorkerTasks() {}

    static long pid() {
        return ProcessHandle.current().pid();
    }

    /** Returns the directory of the pool that a worker belongs to, which is where its socket is. */
    static Path poolDirectoryOf(long worker) throws IOException {
        String commandLine =
                Files.readString(Path.of("/proc", Long.toString(worker), "cmdline"), StandardCharsets.ISO_8859_1);
        String bases = "/dev/shm|/tmp|" + Pattern.quote(System.getProperty("java.io.tmpdir"));
        Matcher matcher = Pattern.compile("((?:" + bases + ")/tandem-[^/\0]+)/").matcher(commandLine);
        if (!matcher.find()) {
            throw new AssertionError("the command line does not name a directory of the pool: " + commandLine);
        }
        return Path.of(matcher.group(1));
    }

    static int exit(int code) {
        requireWorker();
        System.exit(code);
        return code;
    }

    static int halt(int code) {
        requireWorker();
        Runtime.getRuntime().halt(code);
        return code;
    }

    /** Sends a signal to this very process and waits for it to take effect. */
    static int signalSelf(String signal) throws IOException, InterruptedException {
        requireWorker();
        Processes.signal(pid(), signal);
        Thread.sleep(30_000);
        return 0;
    }

    static int exhaustHeap() {
        List<byte[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new byte[1 << 20]);
            if (hoard.size() < 0) {
                return hoard.size();
            }
        }
    }

    /** Writes to address zero. */
    static int crashTheJvm() throws ReflectiveOperationException {
        requireWorker();
        Class<?> type = Class.forName("sun.misc.Unsafe");
        java.lang.reflect.Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        type.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        return 0;
    }

    /** Should a pool ever run a task in the wrong process, the test must fail and not end the test's JVM. */
    private static void requireWorker() {
        if (WorkerContext.current().isEmpty()) {
            throw new IllegalStateException("this is no worker: " + Thread.currentThread());
        }
    }

    /** Runs for ever, whoever interrupts, and without a call that could be a safepoint. */
    static long spin(Gate gate) {
        gate.arrive();
        return spinHere();
    }

    static long spinHere() {
        long sum = 0;
        for (long i = 0; i >= 0; i++) {
            sum += i ^ (sum << 1);
        }
        return sum;
    }

    /** Runs in a loop that counts with an int, which compilers leave without safepoint polls unless told otherwise. */
    static int spinCounted(Gate gate) {
        gate.arrive();
        int sum = 0;
        while (true) {
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                sum += i ^ (sum << 1);
            }
            if (sum == 42 && gate.isOpen()) {
                return sum;
            }
        }
    }
}
