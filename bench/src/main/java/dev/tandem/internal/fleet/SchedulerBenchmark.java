package dev.tandem.internal.fleet;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to decide where a task goes, from its submission to its answer?
 *
 * <p>Held constant: the real scheduler with workers in memory that answer in order; one thread, so no lock is waited
 * for; nothing is encoded or sent; 1,024 tasks that took a microsecond each; the creation of the futures is included.
 *
 * <p>Command: {@code ./tandem bench --jmh SchedulerBenchmark}; with {@code -prof gc} for the bytes per task.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SchedulerBenchmark {
    private static final int TASKS = 1024;
    private static final long RUN_NANOS = 1_000;
    private static final TaskCall CALL = TaskCall.callable(() -> 0);

    @Param({"1", "2", "8"})
    private int workers;

    private final List<InMemoryWorker> links = new ArrayList<>();
    private QuietPool pool;
    private Inbox inbox;
    private Scheduler scheduler;

    /** Makes the scheduler and its workers. */
    @Setup
    public void open() {
        ProcessPoolOptions options =
                ProcessPoolOptions.defaults().workers(workers).prestarted();
        pool = new QuietPool(options);
        inbox = new Inbox();
        scheduler = new Scheduler(
                FleetSettings.of(options),
                workers,
                inbox,
                System::nanoTime,
                number -> {
                    InMemoryWorker worker = new InMemoryWorker(number, TASKS);
                    links.add(worker);
                    return worker;
                },
                new NoEffects(),
                new CrashReports(pool.core()));
        scheduler.opened();
        List.copyOf(scheduler.members()).forEach(scheduler::ready);
    }

    /** 1,024 tasks are submitted, and then they are sent and answered until none is left; the time is that of one. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int submitSendAnswer() {
        for (int i = 0; i < TASKS; i++) {
            inbox.add(new FleetTask<>(pool, CALL, TaskOptions.defaults(), null));
        }
        int answered = 0;
        while (answered < TASKS) {
            scheduler.takeSubmitted();
            scheduler.dispatch();
            for (Member member : scheduler.members()) {
                answered += answerAll(member, links.get(member.id().number() - 1));
            }
        }
        return answered;
    }

    private int answerAll(Member member, InMemoryWorker link) {
        int answered = 0;
        while (link.hasTask()) {
            scheduler.answered(member, link.takeTask(), false, 0, RUN_NANOS);
            answered++;
        }
        return answered;
    }
}
