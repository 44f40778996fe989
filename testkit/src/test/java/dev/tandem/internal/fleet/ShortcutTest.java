package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.PoolListener;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerExit;
import dev.tandem.WorkerId;
import dev.tandem.internal.task.PoolView;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Workers that do not come up with what was to make them start faster, for a reason that nobody has foreseen. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 120)
class ShortcutTest {
    /** A flag that ends each JVM at once, as one may that does not go with another one. */
    private static final List<String> FATAL = List.of("-XX:NoJvmHasThisFlag=1");

    private final AtomicInteger asked = new AtomicInteger();
    private final BlockingQueue<WorkerExit.Reason> exits = new LinkedBlockingQueue<>();

    private PoolExecutor open(Shortcut shortcut, String... flags) {
        ProcessPoolOptions options = ProcessPoolOptions.defaults()
                .workers(2)
                .listener(new PoolListener() {
                    @Override
                    public void onWorkerExited(WorkerId worker, WorkerExit exit) {
                        exits.add(exit.reason());
                    }
                })
                .worker(w -> w.jvmFlags(flags));
        return new PoolView(new ProcessBackend(options, (worker, lanes, ours) -> {
            asked.incrementAndGet();
            return shortcut;
        }));
    }

    // SPEC P1, C1: what makes a worker start faster is never needed.
    @Test
    void shortcutThatEndsTheJvm_isTriedOnce_andThePoolGoesOnWithout() throws Exception {
        try (PoolExecutor pool = open(new Shortcut(List.of(), FATAL, Optional.empty(), false))) {
            assertThat(pool.submit(() -> 1).get()).isEqualTo(1);
            assertThat(exits.take()).isEqualTo(WorkerExit.Reason.START_FAILED);

            TaskFuture<Integer> other = pool.submit(() -> 2);

            assertThat(other.get()).isEqualTo(2);
            assertThat(pool.stats().restarts()).isZero();
        }
        assertThat(asked).as("later workers start without").hasValueLessThanOrEqualTo(2);
    }

    // SPEC C7: what is wrong with the options is told all the same.
    @Test
    void optionsThatEndTheJvm_breakThePool_whenItDoesNotComeUpWithoutTheShortcutEither() throws Exception {
        Shortcut harmless = new Shortcut(List.of(), List.of("-Xshare:auto"), Optional.empty(), false);
        try (PoolExecutor pool = open(harmless, FATAL.get(0))) {
            TaskFuture<Integer> task = pool.submit(() -> 1);

            assertThat(task.exception().orElseThrow()).isInstanceOf(BrokenPoolException.class);
        }
    }
}
