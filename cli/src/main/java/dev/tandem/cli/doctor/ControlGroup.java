package dev.tandem.cli.doctor;

import java.util.Optional;

/**
 * A limit that the control group of this process has, or one around it: containers and systemd set those.
 *
 * @param file where the limit is
 * @param limit how much there may be
 * @param used how much there is
 */
record ControlGroup(String file, long limit, long used) {
    private static final String ROOT = "/sys/fs/cgroup";

    /** From here on it means "no limit": version 1 has the largest number of pages. */
    private static final long UNLIMITED = 1L << 60;

    long left() {
        return Math.max(0, limit - used);
    }

    static Optional<ControlGroup> ofMemory(Machine machine) {
        Optional<ControlGroup> group = find(
                machine, "memory", "memory.max", "memory.current", "memory.limit_in_bytes", "memory.usage_in_bytes");
        // what was read from files is given up when somebody needs room
        return group.map(g -> new ControlGroup(g.file, g.limit, Math.max(0, g.used - fileCache(machine, g.file))));
    }

    static Optional<ControlGroup> ofProcesses(Machine machine) {
        return find(machine, "pids", "pids.max", "pids.current", "pids.max", "pids.current");
    }

    private static long fileCache(Machine machine, String limitFile) {
        String stat = limitFile.substring(0, limitFile.lastIndexOf('/')) + "/memory.stat";
        return machine.read(stat).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("inactive_file ") || line.startsWith("total_inactive_file "))
                .mapToLong(line -> number(line.substring(line.indexOf(' '))))
                .max()
                .orElse(0);
    }

    /** The tightest one, of version 2 or 1. */
    private static Optional<ControlGroup> find(
            Machine machine, String controller, String max, String current, String oldMax, String oldCurrent) {
        Optional<ControlGroup> tightest = Optional.empty();
        for (String line : machine.read("/proc/self/cgroup").orElse("").lines().toList()) {
            String[] words = line.split(":", 3); // number:controllers:path
            if (words.length < 3) {
                continue;
            }
            if (words[0].equals("0")) {
                tightest = tighter(tightest, walk(machine, ROOT, words[2], max, current));
            } else if (("," + words[1] + ",").contains("," + controller + ",")) {
                tightest = tighter(tightest, walk(machine, ROOT + "/" + controller, words[2], oldMax, oldCurrent));
            }
        }
        return tightest;
    }

    /** From the group up to the root: in a container, the path may be that of the host, and only the root is there. */
    private static Optional<ControlGroup> walk(Machine machine, String root, String path, String max, String current) {
        Optional<ControlGroup> tightest = Optional.empty();
        for (String p = path.equals("/") ? "" : path; ; p = p.substring(0, p.lastIndexOf('/'))) {
            String file = root + p + "/" + max;
            long limit = machine.read(file).map(ControlGroup::number).orElse(UNLIMITED);
            if (limit < UNLIMITED) {
                long used = machine.read(root + p + "/" + current)
                        .map(ControlGroup::number)
                        .orElse(0L);
                tightest = tighter(tightest, Optional.of(new ControlGroup(file, limit, used)));
            }
            if (p.lastIndexOf('/') < 0) {
                return tightest;
            }
        }
    }

    private static Optional<ControlGroup> tighter(Optional<ControlGroup> one, Optional<ControlGroup> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.get().left() <= other.get().left() ? one : other;
    }

    /** The number in a file, or no limit for a word. */
    private static long number(String text) {
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            return UNLIMITED;
        }
    }
}
