/**
 * The scenarios of {@code ./tandem tour}: each class is one thing to do with Tandem, small enough to copy from, and can
 * be run by itself with its own {@code main}. {@link dev.tandem.examples.Tour} runs them all.
 */
@NullMarked
package dev.tandem.examples;

import org.jspecify.annotations.NullMarked;
