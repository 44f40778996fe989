package dev.tandem.cli.doctor;

import java.util.Optional;
import java.util.OptionalLong;

/** How much memory there is for workers. */
final class MemoryCheck implements Check {
    /** What a worker with nothing to do takes, and a little for its tasks. */
    private static final long WORKER = 64L << 20;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        OptionalLong available = MemoryFile.value(machine, "MemAvailable:");
        Optional<ControlGroup> group = ControlGroup.ofMemory(machine);
        if (available.isEmpty() && group.isEmpty()) {
            return Finding.ok(name(), "nobody knows how much there is");
        }
        long left = Math.min(
                available.orElse(Long.MAX_VALUE), group.map(ControlGroup::left).orElse(Long.MAX_VALUE));
        String found = Sizes.text(left) + " left"
                + group.map(g -> ", of " + Sizes.text(g.limit()) + " by " + g.file())
                        .orElse("");
        long fit = left / WORKER;
        if (fit == 0) {
            return Finding.broken(
                    name(), found, "a worker takes at least some " + Sizes.text(WORKER), remedies(machine));
        }
        if (fit < workers) {
            return Finding.degraded(
                    name(),
                    found,
                    "more than some " + fit + " workers do not fit: the kernel's out-of-memory killer ends them",
                    remedies(machine));
        }
        return Finding.ok(name(), found, heaps(machine, workers, left));
    }

    private static String heaps(Machine machine, int workers, long left) {
        long heap = machine.maxHeap();
        return heap > left / workers
                ? "each of " + workers + " workers may take a heap of " + Sizes.text(heap)
                        + ", which is more than there is for all: limit it where tasks need much"
                : "";
    }

    private static String[] remedies(Machine machine) {
        return new String[] {
            "fewer workers: tandem map --processes 1 ...",
            "more memory" + (ControlGroup.ofMemory(machine).isPresent() ? ": docker run --memory=2g ..." : "")
        };
    }
}
