/** The parent's side of the process backend: scheduling, the lives of workers, deadlines and the restart budget. */
@NullMarked
package dev.tandem.internal.fleet;

import org.jspecify.annotations.NullMarked;
