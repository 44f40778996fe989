package dev.tandem.internal.worker;

import dev.tandem.internal.wire.Scoreboard;

/** Tells the parent now and then how much of the heap is used. Shared by the task threads. */
final class HeapGauge {
    /** How often it is told at most. */
    private static final long PERIOD_NANOS = 100_000_000;

    private final Scoreboard scoreboard;

    /** Written by any task thread: if two write at the same time, one of them tells in vain. */
    private volatile long toldAt;

    HeapGauge(Scoreboard scoreboard) {
        this.scoreboard = scoreboard;
    }

    void tell(long now) {
        if (now - toldAt > PERIOD_NANOS) {
            toldAt = now;
            Runtime runtime = Runtime.getRuntime();
            scoreboard.heapUsed(runtime.totalMemory() - runtime.freeMemory());
        }
    }
}
