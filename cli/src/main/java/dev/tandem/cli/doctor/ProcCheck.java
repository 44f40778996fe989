package dev.tandem.cli.doctor;

/** Whether Linux tells about processes. */
final class ProcCheck implements Check {
    @Override
    public String name() {
        return "proc";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        if (!machine.isLinux()) {
            return Finding.ok(
                    name(),
                    "this system has no /proc",
                    "the memory of workers cannot be limited, and what tasks have started is not killed with them");
        }
        if (machine.isMemoryTold()) {
            return Finding.ok(name(), "/proc tells about processes" + hidden(machine));
        }
        return Finding.degraded(
                name(),
                "/proc is not mounted, or tells nothing",
                "the memory of workers cannot be limited, what tasks have started outlives a killed worker,"
                        + " and its death is noticed milliseconds later",
                "mount -t proc proc /proc");
    }

    private static String hidden(Machine machine) {
        boolean isHidden = machine.read("/proc/self/mounts").stream()
                .flatMap(String::lines)
                .anyMatch(line -> line.contains(" /proc proc ") && line.contains("hidepid="));
        return isHidden ? "; it hides those of other users, which pools do not need" : "";
    }
}
