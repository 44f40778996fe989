package dev.tandem.cli.doctor;

/** How many processors there are for this process. */
final class ProcessorsCheck implements Check {
    @Override
    public String name() {
        return "processors";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        int processors = machine.processors();
        long all = machine.read("/proc/cpuinfo").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("processor"))
                .count();
        String found = all > processors
                ? processors + " of the machine's " + all + " are for this process"
                : Integer.toString(processors);
        return processors == 1
                ? Finding.ok(
                        name(), found, "a pool has one worker unless told otherwise; nothing is faster in parallel")
                : Finding.ok(name(), found);
    }
}
