package dev.tandem.cli.doctor;

import java.nio.file.Path;

/** Whether workers can connect to their pool: by a socket with a name in the file system. */
final class SocketCheck implements Check {
    @Override
    public String name() {
        return "socket";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        Path home = machine.home(workers);
        return machine.socketProblem(home)
                .map(problem -> Finding.broken(
                        name(),
                        "a socket in " + home + " does not work: " + problem,
                        "pools of processes cannot be opened",
                        "use a directory for temporary files on a local file system: -Djava.io.tmpdir=<directory>",
                        "allow sockets of the family AF_UNIX, if a sandbox forbids them"))
                .orElseGet(() -> Finding.ok(name(), "a socket in " + home + " works", tooLong(machine, home)));
    }

    private static String tooLong(Machine machine, Path home) {
        boolean isElsewhere = !home.equals(machine.sharedMemory()) && !home.equals(machine.temp());
        return isElsewhere
                ? "java.io.tmpdir=" + machine.temp() + " is too long for the name of a socket: pools use " + home
                : "";
    }
}
