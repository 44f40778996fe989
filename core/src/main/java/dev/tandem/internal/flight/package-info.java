/** What JDK Flight Recorder is told: its events, and whether there is anybody to be told. */
@NullMarked
package dev.tandem.internal.flight;

import org.jspecify.annotations.NullMarked;
