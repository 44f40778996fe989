/** What measures the scheduler has to be in its package. */
@NullMarked
package dev.tandem.internal.fleet;

import org.jspecify.annotations.NullMarked;
