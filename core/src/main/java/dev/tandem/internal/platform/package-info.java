/** What depends on the JDK or the operating system, and thread-local state that both sides use. */
@NullMarked
package dev.tandem.internal.platform;

import org.jspecify.annotations.NullMarked;
