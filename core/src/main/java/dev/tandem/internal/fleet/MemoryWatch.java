package dev.tandem.internal.fleet;

import dev.tandem.internal.fleet.Member.Phase;
import java.util.OptionalLong;

/** Looks at the resident memory of workers that are at work, or were since it looked last. Guarded by the pool's lock. */
final class MemoryWatch {
    /** How often a worker is looked at. Shorter costs the parent time, longer lets a worker take more before it is killed. */
    private static final long PERIOD_NANOS = 100_000_000L;

    private final FleetSettings settings;
    private final Staff staff;

    MemoryWatch(FleetSettings settings, Staff staff) {
        this.settings = settings;
        this.staff = staff;
    }

    /** Looks at a worker, if it is time to; returns when to look again. */
    long tick(Member m, long now) {
        if (!settings.isMemoryLimited() || m.phase() != Phase.READY) {
            return Long.MAX_VALUE;
        }
        if (m.isIdle() && m.memorySeenAt() - m.idleSince() > 0) {
            return Long.MAX_VALUE; // it has done nothing since
        }
        long due = m.memorySeenAt() + PERIOD_NANOS;
        if (now < due) {
            return due;
        }
        m.memorySeenAt(now);
        look(m, m.link().residentMemory());
        return now + PERIOD_NANOS;
    }

    private void look(Member m, OptionalLong memory) {
        if (memory.isEmpty()) {
            return;
        }
        long bytes = memory.getAsLong();
        if (bytes >= settings.maxMemoryBytes()) {
            String detail = "it took more memory than allowed: resident=" + bytes + " bytes, maxResidentMemory="
                    + settings.maxMemoryBytes() + " bytes";
            staff.kill(m, Doom.of(Doom.Reason.MEMORY_LIMIT, detail), true);
        } else if (bytes >= settings.softMemoryBytes()) {
            m.aged();
        }
    }
}
