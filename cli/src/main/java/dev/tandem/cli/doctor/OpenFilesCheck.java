package dev.tandem.cli.doctor;

import java.util.OptionalLong;

/** How many files, sockets and pipes this process may have open. */
final class OpenFilesCheck implements Check {
    /** What a pool opens, whatever its size. */
    private static final int POOL = 24;

    /** Two pipes and two sockets. */
    private static final int WORKER = 4;

    /** What user code, class paths and large values take. Below this it is tight. */
    private static final int SPARE = 128;

    @Override
    public String name() {
        return "open-files";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        OptionalLong limit = Limits.soft(machine, "Max open files");
        if (limit.isEmpty()) {
            return Finding.ok(name(), "no limit is known");
        }
        long open = machine.count("/proc/self/fd").orElse(0);
        long left = limit.getAsLong() - open;
        String found = "at most " + limit.getAsLong() + ", of which " + left + " are left";
        long fit = Math.max(0, (left - POOL) / WORKER);
        if (fit == 0) {
            return Finding.broken(name(), found, "not even a pool with one worker can be opened", remedies());
        }
        if (left < POOL + (long) WORKER * workers + SPARE) {
            String effect = fit < workers
                    ? "pools of more than " + fit + " workers lack descriptors: their starts fail after half a minute"
                    : workers + " workers leave " + (left - POOL - (long) WORKER * workers)
                            + " descriptors to programs and large values";
            return Finding.degraded(name(), found, effect, remedies());
        }
        return Finding.ok(name(), found);
    }

    private static String[] remedies() {
        return new String[] {
            "ulimit -n 4096 (for good: /etc/security/limits.conf; of a service: LimitNOFILE=4096)",
            "docker run --ulimit nofile=4096 ..."
        };
    }
}
