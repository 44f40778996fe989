package dev.tandem.cli.doctor;

/** Whom the kernel kills if memory runs out. */
final class OomCheck implements Check {
    private static final String FILE = "/proc/self/oom_score_adj";

    /** What workers set theirs to. */
    private static final int WORKERS = 500;

    @Override
    public String name() {
        return "oom";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        if (!machine.isLinux()) {
            return Finding.ok(name(), "this system does not let processes offer themselves");
        }
        int own = own(machine);
        if (!machine.isWritableFile(FILE)) {
            return Finding.degraded(
                    name(),
                    FILE + " cannot be written to",
                    "if memory runs out, the kernel may kill this program instead of a worker",
                    "allow it in the sandbox: each worker writes " + WORKERS + " to its own");
        }
        if (own >= WORKERS) {
            return Finding.degraded(
                    name(),
                    "this program has the score " + own + ", workers have " + WORKERS,
                    "if memory runs out, the kernel may kill this program instead of a worker",
                    "echo 0 > /proc/" + ProcessHandle.current().pid() + "/oom_score_adj (as root; systemd:"
                            + " OOMScoreAdjust=0)");
        }
        return Finding.ok(
                name(),
                "workers are killed before this program if memory runs out (scores " + WORKERS + " and " + own + ")",
                machine.isOomKillTold()
                        ? ""
                        : "the system does not count such kills: a crash is not explained by them");
    }

    private static int own(Machine machine) {
        try {
            return Integer.parseInt(machine.read(FILE).orElse("0").trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
