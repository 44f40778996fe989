package dev.tandem;

import java.io.Serializable;
import java.util.Locale;

/**
 * Which worker of a pool: its number, counted from 1 and never given out twice by one pool, and its process.
 *
 * @param number the number of the worker in its pool
 * @param pid the process in which the worker runs; for a worker thread the process of the pool; 0 as
 *     long as the process is about to be started
 * @since 0.1
 */
public record WorkerId(int number, long pid) implements Serializable {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "worker %d (pid %d)", number, pid);
    }
}
