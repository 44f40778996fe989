/**
 * What users can plug into a pool.
 *
 * <p>{@link dev.tandem.spi.ContextCarrier} carries what belongs to the calling thread, such as the user on whose behalf
 * it works, to the thread that runs a task; {@link dev.tandem.spi.ContextCarriers} has those that are ready for use.
 *
 * <p>No method takes or returns {@code null} unless it says so.
 */
@NullMarked
package dev.tandem.spi;

import org.jspecify.annotations.NullMarked;
