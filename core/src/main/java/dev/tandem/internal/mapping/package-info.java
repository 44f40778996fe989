/** {@code map}: chunks, windows and order. */
@NullMarked
package dev.tandem.internal.mapping;

import org.jspecify.annotations.NullMarked;
