package dev.tandem;

/**
 * A {@linkplain dev.tandem.spi.ContextCarrier context carrier} of the pool threw: when it captured, and then the task
 * was not run, or when it restored, and then the task, or the element of a {@code map}, was not run either. The cause is
 * what it threw.
 *
 * @since 0.1
 */
public final class ContextCarrierException extends TandemException {
    private static final long serialVersionUID = 1L;

    private final String carrier;

    /**
     * Creates an exception.
     *
     * @param carrier the name of the carrier's class
     * @param message what it was to do, and what it threw
     * @param cause what it threw
     */
    public ContextCarrierException(String carrier, String message, Throwable cause) {
        super(message, cause);
        this.carrier = carrier;
    }

    /**
     * Returns which carrier threw.
     *
     * @return the name of its class
     */
    public String carrier() {
        return carrier;
    }
}
