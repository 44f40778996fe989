package dev.tandem.cli.doctor;

import java.util.OptionalLong;

/** Whether JVMs may reserve more than they use, which each does. */
final class AddressSpaceCheck implements Check {
    /** What a JVM asks for at its start and may never use, besides the room for its heap. */
    private static final long WORKER = 256L << 20;

    @Override
    public String name() {
        return "address-space";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        OptionalLong limit = Limits.soft(machine, "Max address space");
        if (limit.isPresent()) {
            return Finding.degraded(
                    name(),
                    "a process may have " + Sizes.text(limit.getAsLong()) + " of addresses",
                    "JVMs reserve far more than they use: workers with large heaps may not start",
                    "ulimit -v unlimited (limit the memory of workers instead: tandem map --memory-limit)");
        }
        String mode = machine.read("/proc/sys/vm/overcommit_memory").orElse("").trim();
        if (!mode.equals("2")) {
            return Finding.ok(name(), "neither limited nor counted strictly");
        }
        long left = MemoryFile.value(machine, "CommitLimit:").orElse(0)
                - MemoryFile.value(machine, "Committed_AS:").orElse(0);
        String found = "the system counts what is reserved (vm.overcommit_memory=2): " + Sizes.text(Math.max(0, left))
                + " left";
        return left < workers * WORKER
                ? Finding.degraded(
                        name(),
                        found,
                        "pools of more than some " + Math.max(0, left / WORKER)
                                + " workers lack memory that nobody uses: their starts fail after half a minute",
                        "sysctl vm.overcommit_memory=0",
                        "more swap space, which raises the limit")
                : Finding.ok(name(), found);
    }
}
