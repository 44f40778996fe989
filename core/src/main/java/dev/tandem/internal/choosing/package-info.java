/** Finds out where work is run best: trials, and what follows from them. */
@NullMarked
package dev.tandem.internal.choosing;

import org.jspecify.annotations.NullMarked;
