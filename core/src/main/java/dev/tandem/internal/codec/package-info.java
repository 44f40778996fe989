/**
 * How tasks and outcomes travel between a pool and its worker processes: functions, arguments, results, exceptions.
 * Used by both sides; knows neither. Everything that can be serialized by the JDK is rebuilt as the JDK would; common
 * values have shorter forms of their own.
 */
@NullMarked
package dev.tandem.internal.codec;

import org.jspecify.annotations.NullMarked;
