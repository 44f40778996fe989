package dev.tandem.cli.doctor;

/** How many processes and threads this container may have. */
final class PidsGroupCheck implements Check {
    @Override
    public String name() {
        return "pids-group";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        return ControlGroup.ofProcesses(machine)
                .map(group -> ProcessesCheck.judge(
                        name(),
                        "at most " + group.limit() + " threads, of which there are " + group.used() + ", by "
                                + group.file(),
                        group.left(),
                        workers,
                        "docker run --pids-limit=4096 ... (Kubernetes: podPidsLimit; systemd: TasksMax=4096)"))
                .orElseGet(() -> Finding.ok(name(), "no control group limits processes"));
    }
}
