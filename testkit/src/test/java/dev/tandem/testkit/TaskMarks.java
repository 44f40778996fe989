package dev.tandem.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How often tasks have begun and ended, and in which process: three numbers for each, in a file that all workers of a
 * pool map. What a worker has noted is there even if it is killed right after, and noting costs no system call.
 */
final class TaskMarks {
    /** The system property that tells workers which file. */
    static final String PROPERTY = "dev.tandem.testkit.marks";

    /** How many tasks there is room for. Pages of the file that nobody touches take no room. */
    static final int CAPACITY = 4_000_000;

    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private static final int RECORD = 12;
    private static final int ENDS = 4;
    private static final int PID = 8;

    private final MappedByteBuffer memory;

    TaskMarks(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) CAPACITY * RECORD);
        }
    }

    // ---- what tasks call, in a worker

    /** A task that notes its begin and its end, and is as short as that allows. */
    static long tiny(int number) {
        begun(number);
        Own.MARKS.end(number);
        return valueOf(number);
    }

    /** Notes that a task has begun. */
    static void begun(int number) {
        Own.MARKS.begin(number);
    }

    /** The result of a task, which no other task has. */
    static long valueOf(int number) {
        return number * 0x9E3779B97F4A7C15L;
    }

    private void begin(int number) {
        INTS.setVolatile(memory, number * RECORD + PID, Own.PID); // first: what has begun has a process
        INTS.getAndAdd(memory, number * RECORD, 1);
    }

    private void end(int number) {
        INTS.getAndAdd(memory, number * RECORD + ENDS, 1);
    }

    // ---- what tests call

    int begins(int number) {
        return (int) INTS.getVolatile(memory, number * RECORD);
    }

    int ends(int number) {
        return (int) INTS.getVolatile(memory, number * RECORD + ENDS);
    }

    /** The process in which the task has begun last. */
    int pid(int number) {
        return (int) INTS.getVolatile(memory, number * RECORD + PID);
    }

    /** The marks of this process's pool. */
    private static final class Own {
        static final int PID = Math.toIntExact(ProcessHandle.current().pid());
        static final TaskMarks MARKS = open();

        private Own() {}

        private static TaskMarks open() {
            try {
                return new TaskMarks(Path.of(System.getProperty(PROPERTY)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
