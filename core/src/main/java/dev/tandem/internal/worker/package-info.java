/** The worker's side of the process backend: its main class, the task loop and the watch on its parent. */
@NullMarked
package dev.tandem.internal.worker;

import org.jspecify.annotations.NullMarked;
