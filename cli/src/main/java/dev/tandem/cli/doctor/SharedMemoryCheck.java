package dev.tandem.cli.doctor;

import java.nio.file.Path;
import java.util.Optional;

/** The file system in memory by which tasks and results travel. */
final class SharedMemoryCheck implements Check {
    /** Four values of 64 MiB, two on each way. Docker gives 64 MiB unless told otherwise. */
    private static final long PLENTY = 256L << 20;

    @Override
    public String name() {
        return "shared-memory";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        Path memory = machine.sharedMemory();
        Path home = machine.home(workers);
        if (!machine.isLinux()) {
            return Finding.ok(name(), "pools use files in " + home);
        }
        if (!machine.isDirectory(memory) || !machine.isWritable(memory)) {
            return Finding.degraded(
                    name(),
                    memory + (machine.isDirectory(memory) ? " cannot be written to" : " is not there"),
                    "pools use files in " + home + type(machine, home) + ": the system writes them to its disk",
                    "mount -t tmpfs -o mode=1777,size=1g tmpfs " + memory);
        }
        Optional<Machine.Room> known = machine.room(memory);
        return known.map(room -> look(machine, workers, memory, room))
                .orElseGet(() -> Finding.ok(name(), memory + " can be written to"));
    }

    private Finding look(Machine machine, int workers, Path memory, Machine.Room room) {
        String found = memory + ": " + Sizes.text(room.free()) + " free of " + Sizes.text(room.total());
        long needed = machine.room(workers);
        if (room.free() < needed) {
            Path home = machine.home(workers);
            return Finding.degraded(
                    name(),
                    found + "; " + workers + " workers need " + Sizes.text(needed),
                    "larger pools use files in " + home + type(machine, home) + ", and large values may find no room",
                    freed(memory),
                    grown(memory));
        }
        if (room.free() < PLENTY) {
            return Finding.degraded(
                    name(),
                    found,
                    "tasks with large arguments or results fail if they find no room: each value is there while it travels",
                    room.total() < PLENTY ? grown(memory) : freed(memory));
        }
        return Finding.ok(name(), found);
    }

    private static String type(Machine machine, Path home) {
        return machine.room(home).map(room -> " (" + room.type() + ")").orElse("");
    }

    private static String freed(Path memory) {
        return "ls -lh " + memory + " (and delete what nobody needs)";
    }

    private static String grown(Path memory) {
        return "mount -o remount,size=1g " + memory + " (in Docker: docker run --shm-size=1g ...)";
    }
}
