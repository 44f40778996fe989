package dev.tandem.cli.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What programs have left that were killed: directories, which the next pool deletes, and processes. */
final class LeftoversCheck implements Check {
    @Override
    public String name() {
        return "leftovers";
    }

    @Override
    public Finding look(Machine machine, int workers) throws IOException {
        List<Path> directories = machine.leftovers(machine.home(workers));
        List<Long> orphans = machine.orphans(directories);
        String found = directories.isEmpty()
                ? "none"
                : directories.size() + (directories.size() == 1 ? " directory" : " directories") + " in "
                        + machine.home(workers);
        if (!orphans.isEmpty()) {
            String pids = orphans.stream().map(String::valueOf).collect(Collectors.joining(" "));
            return Finding.degraded(
                    name(),
                    "processes of pools that are gone: " + pids,
                    "they hold memory and processors: a task has started them, or a stopped worker waits to be continued",
                    "kill -9 " + pids);
        }
        return Finding.ok(
                name(), found, directories.isEmpty() ? "" : "of programs that were killed; the next pool deletes them");
    }
}
