/** What all pools share: futures, the view that users call, admission, retries, limits and the life of the pool. */
@NullMarked
package dev.tandem.internal.task;

import org.jspecify.annotations.NullMarked;
