package dev.tandem.cli.doctor;

import java.util.List;
import java.util.stream.Collectors;

/** Which flags workers get without anybody having asked for them: from variables that all JVMs read. */
final class FlagsCheck implements Check {
    private static final List<String> VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS");

    @Override
    public String name() {
        return "flags";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        List<String> given = VARIABLES.stream()
                .filter(variable ->
                        !machine.environment().getOrDefault(variable, "").isBlank())
                .toList();
        if (given.isEmpty()) {
            return Finding.ok(name(), "no variable adds flags to JVMs");
        }
        String found = given.stream()
                .map(variable -> variable + "=" + machine.environment().get(variable))
                .collect(Collectors.joining("; "));
        return Finding.ok(name(), found, "each worker has these flags, too");
    }
}
