/**
 * Pipelines: stages that run in pools, steps that run here, and what connects them.
 *
 * <p>Locks: each {@link dev.tandem.internal.pipeline.Window} and each {@link dev.tandem.internal.pipeline.RelayFlow} has
 * one of its own, which is not held while another is taken, or while a pool or code of the user is called. The consumer of
 * failures is called with the lock of {@link dev.tandem.internal.pipeline.Failures}. Whoever stops a pipeline holds a lock
 * of {@link dev.tandem.internal.pipeline.Control} while it takes those of the windows and relays, never the other way round.
 */
@NullMarked
package dev.tandem.internal.pipeline;

import org.jspecify.annotations.NullMarked;
