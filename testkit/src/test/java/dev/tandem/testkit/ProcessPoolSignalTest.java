package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerCrashedException.Kind;
import dev.tandem.WorkerStats;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Signals that an operator sends to a worker, as in {@code kill <pid>}: FAULTS row 3. */
@ExtendWith(LeakCheck.class)
@Deadline
@DisabledOnOs(OS.WINDOWS)
class ProcessPoolSignalTest {
    @TempDir
    private Path dir;

    // ---- SIGTERM

    // SPEC C2, P3, FAULTS row 3: the running task ends, what waits behind it runs elsewhere, and the worker goes.
    @Test
    void term_busyWorker_endsItsTaskAndIsReplaced() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).listener(log));
                Gate gate = Gate.in(dir)) {
            for (int i = 0; i < 500; i++) {
                pool.submit(Tasks::square, i); // so that many are sent ahead
            }
            long pid = listeningWorker(pool);
            TaskFuture<Integer> running = pool.submit(() -> gate.pass(1));
            List<TaskFuture<Long>> behind = IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(WorkerTasks::pid))
                    .toList();
            gate.awaitArrivals(1);
            Processes.signal(pid, "TERM");
            log.await("worker 2 started");
            assertThat(running.isDone()).isFalse();
            gate.open();

            assertThat(running.get()).isEqualTo(1);
            for (TaskFuture<Long> future : behind) {
                assertThat(future.get()).isNotEqualTo(pid);
            }
            log.await("worker 1 exited RETIRED");
            assertThat(Processes.isRunning(pid)).isFalse();
            assertThat(pool.stats().failed()).isZero();
            assertThat(pool.stats().restarts()).isZero();
            assertThat(log.eventsOfWorkers())
                    .containsExactly("worker 1 started", "worker 2 started", "worker 1 exited RETIRED");
        }
    }

    // SPEC P3, FAULTS row 3
    @Test
    void term_idleWorker_isReplacedAndRunsItsExitHook() throws Exception {
        EventLog log = new EventLog();
        Journal journal = Journal.in(dir);
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).listener(log).exitHook(() -> journal.note(WorkerTasks.pid())))) {
            long pid = listeningWorker(pool);
            Processes.signal(pid, "TERM");
            Processes.awaitGone(pid);

            assertThat(journal.lines()).containsExactly(Long.toString(pid));
            log.await("worker 2 started"); // though there is no task for it
            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(pid);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    // SPEC P15, FAULTS row 3: all of its lanes end what they run, and begin nothing.
    @Test
    void term_severalLanes_endWhatTheyRun() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).threadsPerWorker(3));
                Gate gate = Gate.in(dir)) {
            long pid = listeningWorker(pool);
            List<TaskFuture<Long>> running = List.of(
                    pool.submit(() -> gate.pass(WorkerTasks.pid())), pool.submit(() -> gate.pass(WorkerTasks.pid())));
            gate.awaitArrivals(2);
            Processes.signal(pid, "TERM");
            Poll.until("a replacement", () -> pool.stats().workers().size() == 2);
            List<TaskFuture<Long>> others = IntStream.range(0, 10)
                    .mapToObj(i -> pool.submit(WorkerTasks::pid))
                    .toList();

            for (TaskFuture<Long> other : others) { // meanwhile, in the lane that was free
                assertThat(other.get()).isNotEqualTo(pid);
            }
            gate.open();
            for (TaskFuture<Long> future : running) {
                assertThat(future.get()).isEqualTo(pid);
            }
            Processes.awaitGone(pid);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    // SPEC C1, C3, FAULTS row 3: to all workers, under load.
    @Test
    void term_everyWorkerUnderLoad_failsNothing() throws Exception {
        Journal journal = Journal.in(dir);
        Set<Long> asked = new HashSet<>();
        try (PoolExecutor pool = ProcessPoolExecutor.open(2)) {
            listeningWorker(pool);
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int number = i;
                futures.add(pool.submit(() -> {
                    awaitListening();
                    journal.note(number);
                    Thread.sleep(1);
                    return number;
                }));
            }
            while (asked.size() < 4) {
                for (WorkerStats worker : pool.stats().workers()) {
                    if (worker.state() == WorkerStats.State.BUSY
                            && worker.tasksDone() > 10
                            && asked.add(worker.id().pid())) {
                        Processes.signal(worker.id().pid(), "TERM");
                    }
                }
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).get()).isEqualTo(i);
            }
            asked.forEach(Processes::awaitGone);
        }
        assertThat(journal.lines()).hasSize(400).doesNotHaveDuplicates();
    }

    // SPEC P7, FAULTS row 3: who asks twice does not want to wait.
    @Test
    void term_twice_endsTheWorkerAtOnce() throws Exception {
        EventLog log = new EventLog();
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).listener(log));
                Gate gate = Gate.in(dir)) {
            long pid = listeningWorker(pool);
            TaskFuture<Integer> running = pool.submit(gate::passStubbornly);
            gate.awaitArrivals(1);
            Processes.signal(pid, "TERM");
            log.await("worker 2 started");
            Processes.signal(pid, "TERM");

            WorkerCrashedException crash =
                    (WorkerCrashedException) running.exception().orElseThrow();
            assertThat(crash.kind()).isEqualTo(Kind.SIGNAL);
            assertThat(crash.signal()).hasValue("SIGTERM");
            assertThat(crash).hasMessageContaining("worker process died: ended by SIGTERM (exit code 143)");
            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(pid);
        }
    }

    // SPEC P7, FAULTS row 3: a JVM that was told to leave signals alone ends by them.
    @Test
    void term_jvmWithoutSignals_failsTheTask() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.jvmFlags("-Xrs")));
                Gate gate = Gate.in(dir)) {
            long pid = listeningWorker(pool);
            TaskFuture<?> running = pool.submit(() -> gate.pass());
            gate.awaitArrivals(1);
            Processes.signal(pid, "TERM");

            assertThat(running.exception().orElseThrow()).hasMessageContaining("ended by SIGTERM");
            assertThat(pool.submit(WorkerTasks::pid).get()).isNotEqualTo(pid);
        }
    }

    // FAULTS row 3: the code of users comes first, be it there earlier or later.
    @Test
    void term_handlerOfTheUser_wins() throws Exception {
        Journal journal = Journal.in(dir);
        try (PoolExecutor early =
                        ProcessPoolExecutor.open(o -> o.workers(1).initializer(() -> handleTerm(journal, "early")));
                PoolExecutor late = ProcessPoolExecutor.open(1)) {
            long one = listeningWorker(early);
            long two = listeningWorker(late);
            late.submit(() -> handleTerm(journal, "late")).get();
            Processes.signal(one, "TERM");
            Processes.signal(two, "TERM");

            assertThat(journal.awaitLines(2)).containsExactlyInAnyOrder("early", "late");
            assertThat(early.submit(WorkerTasks::pid).get()).isEqualTo(one);
            assertThat(late.submit(WorkerTasks::pid).get()).isEqualTo(two);
        }
    }

    // ---- terminateWorkers

    // SPEC A9: softly, but now.
    @Test
    void terminateWorkers_runsShutdownHooksWithoutWaitingForTheTask() throws Exception {
        Journal journal = Journal.in(dir);
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            long pid = listeningWorker(pool);
            TaskFuture<Integer> running = pool.submit(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> journal.note("hook")));
                return gate.passStubbornly();
            });
            gate.awaitArrivals(1);
            pool.terminateWorkers();

            WorkerCrashedException crash =
                    (WorkerCrashedException) running.exception().orElseThrow();
            assertThat(crash.kind()).isEqualTo(Kind.KILLED);
            assertThat(crash.exitCode()).hasValue(143);
            assertThat(crash).hasMessageContaining("killed by the pool").hasMessageContaining("terminateWorkers was");
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Processes.isRunning(pid)).isFalse();
            assertThat(journal.lines()).containsExactly("hook");
        }
    }

    // SPEC A9: one that cannot listen is killed when the grace period is over.
    @Test
    void terminateWorkers_stoppedWorker_isKilled() throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = listeningWorker(pool);
            Processes.signal(pid, "STOP");
            pool.terminateWorkers();

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Processes.isRunning(pid)).isFalse();
        }
    }

    // SPEC A9, FAULTS row 3
    @Test
    void terminateWorkers_workerThatWasAskedToGo_endsIt() throws Exception {
        EventLog log = new EventLog();
        try (ProcessPoolExecutor pool =
                        ProcessPoolExecutor.open(o -> o.workers(1).listener(log));
                Gate gate = Gate.in(dir)) {
            long pid = listeningWorker(pool);
            TaskFuture<Integer> running = pool.submit(gate::passStubbornly);
            gate.awaitArrivals(1);
            Processes.signal(pid, "TERM");
            log.await("worker 2 started");
            pool.terminateWorkers();

            assertThat(running.exception().orElseThrow()).hasMessageContaining("killed by the pool");
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Processes.isRunning(pid)).isFalse();
        }
    }

    // ---- SIGINT

    // SPEC P10, FAULTS row 3: a Ctrl-C may come before a worker can ignore it; the pool does not break by it.
    @Test
    void interrupt_startingWorker_isReplaced() throws Exception {
        for (String signal : List.of("INT", "HUP")) {
            if (Processes.isIgnoredHere(signal.equals("INT") ? 2 : 1)) {
                continue; // what this process starts would ignore it, too
            }
            String script = "if mkdir \"$0\" 2>/dev/null; then kill -" + signal + " $$; sleep 30; fi; exec \"$@\"";
            String once = dir.resolve("once-" + signal).toString();
            try (PoolExecutor pool = ProcessPoolExecutor.open(
                    o -> o.workers(1).worker(w -> w.commandPrefix("sh", "-c", script, once)))) {
                assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
                assertThat(pool.stats().restarts()).isEqualTo(1);
            }
        }
    }

    // ---- helpers

    /** Returns a worker, when it has begun to handle SIGTERM. */
    private static long listeningWorker(PoolExecutor pool) throws Exception {
        return pool.submit(ProcessPoolSignalTest::awaitListening).get();
    }

    /** The thread that is to take the signal over starts before the first task and ends when it has done so. */
    private static long awaitListening() {
        Poll.until(
                "handler of SIGTERM",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("tandem-worker-second-stage")));
        return WorkerTasks.pid();
    }

    /** By reflection, since compilers warn of this class, and nobody can stop them. */
    private static void handleTerm(Journal journal, String line) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object noting = Proxy.newProxyInstance(
                ProcessPoolSignalTest.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    journal.note(line);
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), noting);
    }
}
