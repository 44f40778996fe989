/** What surrounds the scheduler, as far as it is needed where nothing runs; in the scheduler's package, since it is not open. */
@NullMarked
package dev.tandem.internal.fleet;

import org.jspecify.annotations.NullMarked;
