package dev.tandem;

/**
 * When {@link Futures#await} returns.
 *
 * @since 0.1
 */
public enum ReturnWhen {
    /** When all futures are done. */
    ALL_COMPLETED,
    /** When at least one future is done. */
    FIRST_COMPLETED,
    /** When a future has failed, or all are done. A cancelled future has not failed. */
    FIRST_EXCEPTION
}
