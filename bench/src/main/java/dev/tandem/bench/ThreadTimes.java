package dev.tandem.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much processor time some processes have used, thread by thread: on Linux to the nanosecond. What is known of a
 * whole process, there and elsewhere, comes in steps of 10 ms. The time of threads that end is lost.
 *
 * @param nanos the time of each thread, by its directory; of a process of which the threads are not known, by its own
 */
record ThreadTimes(Map<Path, Long> nanos) {
    private static final Path PROCESSES = Path.of("/proc");

    /** Of what a thread has had, and waited for; the first word is the time that it ran. */
    private static final String FILE = "schedstat";

    ThreadTimes {
        nanos = Map.copyOf(nanos);
    }

    /** The times now. */
    static ThreadTimes of(List<Long> pids) {
        Map<Path, Long> nanos = new HashMap<>();
        for (long pid : pids) {
            Path process = PROCESSES.resolve(String.valueOf(pid));
            if (Files.isReadable(process.resolve(FILE))) {
                addThreads(process.resolve("task"), nanos);
            } else {
                nanos.put(process, ProcessorTime.nanosOf(pid));
            }
        }
        return new ThreadTimes(nanos);
    }

    private static void addThreads(Path threads, Map<Path, Long> nanos) {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(threads)) {
            for (Path thread : directories) {
                addThread(thread, nanos);
            }
        } catch (IOException gone) {
            return; // the process has ended: nothing more can be known
        }
    }

    private static void addThread(Path thread, Map<Path, Long> nanos) {
        try {
            String line = Files.readString(thread.resolve(FILE));
            nanos.put(thread, Long.parseLong(line.substring(0, line.indexOf(' '))));
        } catch (IOException gone) {
            return; // as above
        }
    }

    /** The times that have passed since others, of the threads that there are now. */
    long since(ThreadTimes before) {
        long sum = 0;
        for (Map.Entry<Path, Long> thread : nanos.entrySet()) {
            sum += thread.getValue() - before.nanos.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }
}
