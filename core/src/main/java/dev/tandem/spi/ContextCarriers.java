package dev.tandem.spi;

/**
 * Context carriers that are ready for use: {@code o -> o.carry(ContextCarriers.contextClassLoader())}.
 *
 * <pre>{@code
 * try (var pool = ThreadPoolExecutor.open(o -> o.workers(2).carry(ContextCarriers.contextClassLoader()))) {
 *     var loader = pool.submit(() -> Thread.currentThread().getContextClassLoader()).get();
 *     System.out.println(loader == Thread.currentThread().getContextClassLoader()); // true
 * }
 * }</pre>
 *
 * @since 0.1
 */
public final class ContextCarriers {
    private ContextCarriers() {}

    /**
     * Returns what carries the {@linkplain Thread#getContextClassLoader context class loader} of the submitting thread.
     *
     * <p>In a thread pool tasks get that very loader. A class loader cannot be serialized: in a worker process tasks get
     * the loader from which the worker takes the classes of tasks.
     *
     * @return the carrier
     */
    public static ContextCarrier<?> contextClassLoader() {
        return ClassLoaderCarrier.INSTANCE;
    }

    /**
     * Returns what carries the {@linkplain java.util.Locale#getDefault() default locales} of this process, with those for
     * display and format, as they are at the submission.
     *
     * <p>A default locale is that of a whole process. So this carrier is for process pools whose workers run one task at
     * a time; other pools refuse it when they are opened. In a thread pool all tasks have the default locale of this
     * process anyway.
     *
     * @return the carrier
     */
    public static ContextCarrier<?> locale() {
        return LocaleCarrier.INSTANCE;
    }
}
