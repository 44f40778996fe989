package dev.tandem.cli.doctor;

/** Whether there is a compiler, for expressions on the command line. */
final class CompilerCheck implements Check {
    @Override
    public String name() {
        return "compiler";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        if (machine.hasCompiler()) {
            return Finding.ok(name(), "this is a JDK, with a compiler for tandem map -e");
        }
        return Finding.degraded(
                name(),
                machine.property("java.home") + " has no compiler: it is a runtime without the module jdk.compiler",
                "tandem map -e '...' does not work; methods of jars do",
                "apt-get install openjdk-" + machine.feature() + "-jdk-headless",
                "export JAVA_HOME=<directory of a JDK>");
    }
}
