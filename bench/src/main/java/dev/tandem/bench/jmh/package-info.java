/** Parts of Tandem, one at a time, by JMH: {@code ./tandem bench --jmh [arguments]}. */
@NullMarked
package dev.tandem.bench.jmh;

import org.jspecify.annotations.NullMarked;
