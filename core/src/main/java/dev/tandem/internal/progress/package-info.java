/** Progress: what is written, where and when. */
@NullMarked
package dev.tandem.internal.progress;

import org.jspecify.annotations.NullMarked;
