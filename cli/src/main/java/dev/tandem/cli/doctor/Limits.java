package dev.tandem.cli.doctor;

import java.util.OptionalLong;

/** The limits of this process, which Linux lists in {@code /proc/self/limits}. */
final class Limits {
    private Limits() {}

    /** What may be used without asking for more; empty if there is no such limit, or nobody knows it. */
    static OptionalLong soft(Machine machine, String name) {
        return machine.read("/proc/self/limits")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith(name + " ")).findFirst())
                .map(line -> line.substring(name.length()).trim().split("\\s+")[0])
                .filter(word -> word.chars().allMatch(Character::isDigit))
                .map(word -> OptionalLong.of(Long.parseLong(word)))
                .orElse(OptionalLong.empty());
    }
}
