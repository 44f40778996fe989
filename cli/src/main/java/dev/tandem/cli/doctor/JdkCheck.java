package dev.tandem.cli.doctor;

/** Which JVM runs this program, and so its workers. */
final class JdkCheck implements Check {
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        String found = machine.property("java.vm.name") + " " + machine.property("java.version") + " of "
                + machine.property("java.vendor") + ", " + machine.property("java.home");
        return machine.feature() < FIRST_WITH_VIRTUAL_THREADS
                ? Finding.ok(name(), found, "no virtual threads: pools of them need JDK 21 or later")
                : Finding.ok(name(), found);
    }
}
