package dev.tandem;

/**
 * Stands in for an exception of a worker process that could not be rebuilt here, because it cannot be serialized, its
 * class is missing, or it holds something that is {@linkplain ProcessPoolOptions#accept not accepted} from a worker. It
 * carries the exception as text.
 *
 * <pre>{@code
 * class Lost extends RuntimeException {
 *     final Object lock = new Object(); // cannot be serialized
 *
 *     Lost(String message) {
 *         super(message);
 *     }
 * }
 *
 * try (var pool = ProcessPoolExecutor.open(1)) {
 *     var future = pool.submit(() -> { throw new Lost("no such order"); });
 *     if (future.exception().orElseThrow() instanceof RemoteTaskException remote) {
 *         System.out.println(remote.className() + ": " + remote.remoteMessage());
 *     }
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class RemoteTaskException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final String className;
    private final String remoteMessage;
    private final String remoteTrace;

    /**
     * Creates an exception.
     *
     * @param className the class of the original exception
     * @param remoteMessage the message of the original exception, empty if it had none
     * @param remoteTrace the stack trace of the original exception and its causes, as printed in the worker
     * @param why why the original could not be rebuilt
     */
    public RemoteTaskException(String className, String remoteMessage, String remoteTrace, String why) {
        super(
                className + (remoteMessage.isEmpty() ? "" : ": " + remoteMessage) + " [could not be rebuilt here: "
                        + why + "]\nin the worker:\n" + remoteTrace.stripTrailing(),
                null);
        this.className = className;
        this.remoteMessage = remoteMessage;
        this.remoteTrace = remoteTrace;
    }

    /**
     * Returns the class of the original exception.
     *
     * @return its fully qualified name
     */
    public String className() {
        return className;
    }

    /**
     * Returns the message of the original exception.
     *
     * @return the message, empty if it had none
     */
    public String remoteMessage() {
        return remoteMessage;
    }

    /**
     * Returns the stack trace of the original exception and its causes, as printed in the worker.
     *
     * @return several lines of text
     */
    public String remoteTrace() {
        return remoteTrace;
    }
}
