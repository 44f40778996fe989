package dev.tandem;

import dev.tandem.internal.fleet.ProcessBackend;
import dev.tandem.internal.task.PoolView;
import java.util.function.UnaryOperator;

/**
 * A pool of worker processes, each a JVM of its own: for tasks that may crash, exhaust the memory, hang or leak, and
 * for code that needs its own heap, JVM flags or native libraries.
 *
 * <p>A task that ends its process, in whatever way, fails its own future with {@link WorkerCrashedException} and
 * nothing else; the worker is replaced. A timeout or {@code cancel(true)} kills the process if need be. Threads
 * already run Java code in parallel: where none of this matters, {@link ThreadPoolExecutor} is cheaper.
 *
 * <p>Functions, arguments, results and exceptions are serialized. Workers have the class path of this process. They
 * are containment for code that misbehaves, not a sandbox for hostile code. What they send is deserialized under a filter
 * all the same, which {@link ProcessPoolOptions#accept} adds to.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(o -> o.workers(2).worker(w -> w.heap("256m")))) {
 *     var deadly = pool.submit(() -> Runtime.getRuntime().halt(7));
 *     var good = pool.submit(() -> "still here");
 *     System.out.println(good.get()); // still here
 *     System.out.println(deadly.exception().orElseThrow().getMessage()); // worker process died: it exited with code 7
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class ProcessPoolExecutor extends ForwardingPool {
    private final ProcessBackend backend;

    private ProcessPoolExecutor(ProcessBackend backend) {
        super(new PoolView(backend));
        this.backend = backend;
    }

    /**
     * Opens a pool with the default options.
     *
     * @return the pool
     */
    public static ProcessPoolExecutor open() {
        return open(UnaryOperator.identity());
    }

    /**
     * Opens a pool with a number of worker processes.
     *
     * @param workers how many worker processes there are at most, at least 1
     * @return the pool
     * @throws IllegalArgumentException if the number is not positive
     */
    public static ProcessPoolExecutor open(int workers) {
        return open(o -> o.workers(workers));
    }

    /**
     * Opens a pool with options.
     *
     * @param options changes the defaults, as in {@code o -> o.workers(4).worker(w -> w.heap("512m"))}
     * @return the pool
     * @throws IllegalArgumentException if a value is not allowed
     * @throws TaskSerializationException if the initializer or the exit hook cannot be serialized
     */
    public static ProcessPoolExecutor open(UnaryOperator<ProcessPoolOptions> options) {
        return new ProcessPoolExecutor(new ProcessBackend(options.apply(ProcessPoolOptions.defaults())));
    }

    /**
     * Ends every worker process now, softly: its shutdown hooks run, for at most the grace period. Running tasks fail
     * with {@link WorkerCrashedException}, waiting ones are cancelled, later submissions are rejected. Idempotent.
     */
    public void terminateWorkers() {
        backend.terminateWorkers();
    }

    /**
     * Ends every worker process now, hard: by SIGKILL where there are signals. Running tasks fail with
     * {@link WorkerCrashedException}, waiting ones are cancelled, later submissions are rejected. Idempotent.
     */
    public void killWorkers() {
        backend.killWorkers();
    }
}
