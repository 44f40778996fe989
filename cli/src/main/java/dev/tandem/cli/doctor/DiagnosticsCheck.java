package dev.tandem.cli.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What there is for those who look into a worker themselves; pools use none of it. */
final class DiagnosticsCheck implements Check {
    @Override
    public String name() {
        return "diagnostics";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        List<String> lacking = new ArrayList<>();
        if (!machine.isExecutable(Path.of(machine.property("java.home"), "bin", "jcmd"))) {
            lacking.add("no jcmd in this runtime (stacks of stuck tasks come without it)");
        }
        if (!read(machine, "/proc/sys/kernel/yama/ptrace_scope").matches("0?")) {
            lacking.add("gdb and jhsdb need root (kernel.yama.ptrace_scope)");
        }
        if (!read(machine, "/proc/sys/kernel/perf_event_paranoid").matches("(-?[01])?")) {
            lacking.add("perf sees no kernel, or needs root (kernel.perf_event_paranoid)");
        }
        return lacking.isEmpty()
                ? Finding.ok(name(), "jcmd, debuggers and perf can look into workers")
                : Finding.ok(name(), "pools need no tool to look into workers", String.join("; ", lacking));
    }

    private static String read(Machine machine, String file) {
        return machine.read(file).orElse("").trim();
    }
}
