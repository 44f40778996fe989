package dev.tandem.testkit;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * Tries a process pool on the machine at hand: keeps it full of tiny tasks and meanwhile kills and stops its workers at
 * random, crashes and hangs tasks, cancels and resizes; then looks whether every task ended as it should.
 *
 * <pre>{@code
 * ChaosReport report = Chaos.run(o -> o.duration(Duration.ofSeconds(20)).pool(p -> p.spares(1)));
 * assertTrue(report.isPassed(), () -> report.toString());
 * }</pre>
 *
 * <p>How often a task really ran is known from its worker: each start is noted in a file that survives the worker. A
 * task without retries must have started at most once, exactly once if it has a result, and never if it was cancelled
 * while it waited. A task may fail for its own reasons, or because its worker was killed or stopped, and then only if
 * it was running in that worker.
 *
 * <p>Needs the command {@code kill} and the class path of this class in the workers. Other work of this JVM should
 * rest: file descriptors and processes that it opens meanwhile are taken for the pool's.
 *
 * @since 0.1
 */
public final class Chaos {
    private Chaos() {}

    /**
     * Runs a pool through chaos.
     *
     * @param options changes the default options
     * @return what came of it
     * @throws IOException if the notes of the workers cannot be made or read
     * @throws InterruptedException if the waiting thread is interrupted; the pool is closed all the same
     */
    public static ChaosReport run(UnaryOperator<ChaosOptions> options) throws IOException, InterruptedException {
        return new ChaosRun(options.apply(ChaosOptions.defaults())).run();
    }
}
