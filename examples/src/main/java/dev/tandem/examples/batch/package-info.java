/**
 * Examples on real problems: inputs of which some hang, exhaust the memory or crash the JVM, and a batch that gets
 * through all the same. {@code ./tandem example} lists them; each has a {@code main} of its own.
 */
@NullMarked
package dev.tandem.examples.batch;

import org.jspecify.annotations.NullMarked;
