package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** The number of a worker that has ended is given to another process, which is not to suffer for it. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class ProcessPoolReusedPidTest {
    private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

    /** How often it is tried to get a number: other processes and threads take numbers, too. */
    private static final int ATTEMPTS = 200;

    // FAULTS row 21
    @Test
    void pidOfADeadWorker_givenToAnotherProcess_isNotKilled() throws Exception {
        assumeTrue(Files.isWritable(LAST_PID), "only root can choose the next pid");
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(2)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            TaskFuture<?> crashed = pool.submit(WorkerTasks::halt, 3);
            assertThat(crashed.exception()).isPresent();
            Processes.awaitGone(pid);
            Process other = startWithPid(pid);
            try {
                assertThat(crashed.cancel(true)).isFalse();
                assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
                assertThat(pool.stats().workers())
                        .noneMatch(worker -> worker.id().pid() == pid);
                pool.killWorkers();
                pool.close();

                assertThat(other.isAlive()).isTrue();
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    /*
     * The JDK keeps the exit of a process for a moment after it has told of it, under its pid: a process that gets the
     * same pid within that moment counts as ended, and is neither killed nor waited for. So pids that were not wanted
     * are held until the end, that none is given out twice; and a process with the wanted pid that counts as ended
     * while it runs is ended by a signal of our own, and tried again.
     */
    private static Process startWithPid(long pid) throws IOException, InterruptedException {
        List<Process> others = new ArrayList<>();
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                Files.writeString(LAST_PID, Long.toString(pid - 1));
                Process process = new ProcessBuilder("sleep", "60").start();
                if (process.pid() != pid) {
                    others.add(process);
                } else if (process.isAlive()) {
                    return process;
                } else {
                    Processes.signal(pid, "KILL");
                    Processes.awaitGone(pid);
                }
            }
        } finally {
            for (Process other : others) {
                other.destroyForcibly().waitFor();
            }
        }
        assumeTrue(false, "somebody else has got the pid " + pid);
        throw new AssertionError();
    }
}
