/** {@code tandem map}: a function applied to every input, on warm workers. */
@NullMarked
package dev.tandem.cli.map;

import org.jspecify.annotations.NullMarked;
