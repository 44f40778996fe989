/** The thread backend. */
@NullMarked
package dev.tandem.internal.thread;

import org.jspecify.annotations.NullMarked;
