package dev.tandem.cli.doctor;

import java.util.OptionalLong;

/** How many processes and threads this user may have. */
final class ProcessesCheck implements Check {
    /** What a worker takes: its own threads, and four here. */
    static final int WORKER = 25;

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        OptionalLong limit = Limits.soft(machine, "Max processes");
        if (limit.isEmpty()) {
            return Finding.ok(name(), "no limit is known");
        }
        int used = machine.threadsOfUser();
        String found = "at most " + limit.getAsLong() + " threads of this user, who has " + used;
        if (machine.property("user.name").equals("root")) {
            return Finding.ok(name(), found, "such a limit does not hold for root");
        }
        return judge(name(), found, limit.getAsLong() - used, workers, "ulimit -u 8192", "systemd: LimitNPROC=8192");
    }

    /** The same rule for everything that limits threads. */
    static Finding judge(String name, String found, long left, int workers, String... remedies) {
        long fit = Math.max(0, left / WORKER);
        if (fit == 0) {
            return Finding.broken(
                    name, found, "no worker can be started: each JVM has some " + WORKER + " threads", remedies);
        }
        return fit < workers
                ? Finding.degraded(
                        name,
                        found,
                        "pools of more than some " + fit
                                + " workers lack threads: their starts fail after half a minute",
                        remedies)
                : Finding.ok(name, found);
    }
}
