package dev.tandem.cli.doctor;

import java.nio.file.Path;

/** Whether workers end with this program whatever happens to both. */
final class ParentDeathCheck implements Check {
    private static final int FIRST_WITH_NATIVE_CALLS = 22;

    @Override
    public String name() {
        return "parent-death";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        if (machine.isBoundToParent()) {
            return Finding.ok(name(), "the kernel kills workers with this program, by setpriv");
        }
        if (!machine.isLinux()) {
            return Finding.ok(
                    name(),
                    "this system does not kill workers with this program",
                    "they end by themselves; one that is stopped by a signal ends when it is continued");
        }
        boolean isPresent = machine.isExecutable(Path.of("/usr/bin/setpriv"));
        return Finding.degraded(
                name(),
                isPresent ? "/usr/bin/setpriv has no --pdeathsig, or a sandbox forbids it" : "there is no setpriv",
                machine.feature() >= FIRST_WITH_NATIVE_CALLS
                        ? "a worker that is stopped by a signal in its first second outlives this program, if that is killed"
                        : "a worker that is stopped by a signal outlives this program, if that is killed",
                "apt-get install util-linux (Alpine: apk add setpriv)");
    }
}
