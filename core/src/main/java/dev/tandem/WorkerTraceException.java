package dev.tandem;

/**
 * The last cause of an exception that a task threw in a worker process: says in which worker and process it was
 * thrown, and carries the stack trace it had there. Where the exception takes no cause, it is suppressed by it instead.
 * It is never thrown itself.
 *
 * <p>The idea is that of {@code _RemoteTraceback} in CPython's {@code concurrent.futures.process}.
 *
 * <pre>{@code
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     Throwable failure = pool.submit(Integer::parseInt, "four").exception().orElseThrow();
 *     System.out.println(failure instanceof NumberFormatException); // true
 *     System.out.println(failure.getCause().getMessage());          // thrown in worker 1 (pid 4711), task=task-1
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class WorkerTraceException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final WorkerId worker;

    /**
     * Creates an exception.
     *
     * @param worker the worker in which the task ran
     * @param label the label of the task
     * @param trace the stack trace in the worker
     */
    public WorkerTraceException(WorkerId worker, String label, StackTraceElement[] trace) {
        super("thrown in " + worker + ", task=" + label, null);
        this.worker = worker;
        setStackTrace(trace);
    }

    /**
     * Returns the worker in which the task ran.
     *
     * @return the worker
     */
    public WorkerId worker() {
        return worker;
    }
}
