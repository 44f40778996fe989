package dev.tandem.internal.fleet;

import java.util.ArrayDeque;

/**
 * Limits how fast dying workers are replaced: five in ten seconds at once, then after a delay that doubles up to five
 * seconds. Guarded by the pool's lock. The idea is that of systemd's {@code StartLimitIntervalSec} and of Erlang's
 * supervisors.
 */
final class RestartBudget {
    /** Deaths that cost nothing. More lets a crash loop burn the machine, fewer delays honest replacements. */
    static final int FREE = 5;

    private static final long WINDOW_NANOS = 10_000_000_000L;
    private static final long FIRST_DELAY_NANOS = 100_000_000L;
    private static final long LONGEST_DELAY_NANOS = 5_000_000_000L;

    /** How many rounds of starts in a row may fail for want of something: half a minute. */
    private static final int MOST_FAILED_STARTS = 10;

    private final ArrayDeque<Long> deaths = new ArrayDeque<>();

    /** How many rounds of starts in a row have failed because the machine lacked something. */
    private int failedStarts;

    /** How many deaths in a row happened while no task was running and none had been run. */
    private int withoutWork;

    private long blockedUntil = Long.MIN_VALUE;

    /** A worker died; says whether it had done any work, or was doing some. */
    void died(long now, boolean hadWork) {
        withoutWork = hadWork ? 0 : withoutWork + 1;
        deaths.addLast(now);
        while (now - deaths.getFirst() > WINDOW_NANOS) {
            deaths.removeFirst();
        }
        int over = deaths.size() - FREE;
        if (over > 0) {
            block(now, over);
        }
    }

    private void block(long now, int doublings) {
        long delay = FIRST_DELAY_NANOS << Math.min(doublings - 1, 10);
        long until = now + Math.min(delay, LONGEST_DELAY_NANOS);
        blockedUntil = blockedUntil == Long.MIN_VALUE ? until : Math.max(blockedUntil, until);
    }

    /** A worker could not be started because the machine lacked something that it may have again soon. */
    void startFailed(long now) {
        if (delayNanos(now) == 0) { // otherwise it was ordered along with one that has failed before
            block(now, ++failedStarts);
        }
    }

    /** A worker has been started. */
    void started() {
        failedStarts = 0;
    }

    /** Whether the machine has lacked something for so long that waiting any longer is in vain. */
    boolean isStartHopeless() {
        return failedStarts >= MOST_FAILED_STARTS;
    }

    /** Whether workers die again and again without any task to blame. */
    boolean isHopeless() {
        return withoutWork > FREE;
    }

    /** How long to wait before the next start, 0 for not at all. */
    long delayNanos(long now) {
        return blockedUntil == Long.MIN_VALUE ? 0 : Math.max(0, blockedUntil - now);
    }
}
