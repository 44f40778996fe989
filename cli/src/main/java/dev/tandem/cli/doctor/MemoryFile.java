package dev.tandem.cli.doctor;

import java.util.OptionalLong;

/** What Linux tells of its memory in {@code /proc/meminfo}. */
final class MemoryFile {
    private MemoryFile() {}

    /** The bytes in a line; empty where that is not told. */
    static OptionalLong value(Machine machine, String name) {
        return machine.read("/proc/meminfo").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(
                                line.substring(name.length()).replace("kB", "").trim())
                        << 10)
                .findFirst();
    }
}
