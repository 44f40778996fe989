package dev.tandem.cli.doctor;

import java.nio.file.Path;
import java.util.Optional;

/** The directory for temporary files: it keeps the logs of crashed workers, and is where pools go if need be. */
final class TempCheck implements Check {
    /** Less is soon full: the log of a crash has 100 KiB, and compiled expressions are small. */
    private static final long LITTLE = 16L << 20;

    @Override
    public String name() {
        return "temp";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        Path temp = machine.temp();
        if (!machine.isDirectory(temp) || !machine.isWritable(temp)) {
            return unusable(machine, workers, temp);
        }
        Optional<Machine.Room> room = machine.room(temp);
        String found = temp
                + room.map(r -> ": " + Sizes.text(r.free()) + " free, " + r.type())
                        .orElse("");
        if (room.isPresent() && room.get().free() < LITTLE) {
            return Finding.degraded(
                    name(), found, "the logs of crashed workers may not be kept", "df -h " + temp, moved(machine));
        }
        return Finding.ok(name(), found, ignored(machine, temp));
    }

    private Finding unusable(Machine machine, int workers, Path temp) {
        String found =
                temp + (machine.isDirectory(temp) ? " cannot be written to" : " is not there, or is no directory");
        String[] remedies = {"mkdir -p -m 1777 " + temp, moved(machine)};
        if (machine.home(workers).startsWith(temp)) {
            return Finding.broken(
                    name(), found, "pools of processes cannot be opened: they have no other place here", remedies);
        }
        return Finding.degraded(
                name(),
                found,
                "the logs of crashed workers are lost, compiled expressions may fail, and jcmd finds no JVM",
                remedies);
    }

    private static String moved(Machine machine) {
        return "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=<directory>"
                + (machine.isLinux() ? " (JVMs on Linux do not read TMPDIR)" : "");
    }

    /** A word to those who have chosen another directory in vain. */
    private static String ignored(Machine machine, Path temp) {
        String wanted = machine.environment().getOrDefault("TMPDIR", "");
        return !machine.isLinux() || wanted.isEmpty() || Path.of(wanted).equals(temp)
                ? ""
                : "TMPDIR=" + wanted + " is not used, as JVMs on Linux do not read it: -Djava.io.tmpdir=... is";
    }
}
