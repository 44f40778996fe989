package dev.tandem.cli.doctor;

import java.util.Locale;

/** Whether the JVM can open files whose names have letters beyond ASCII. */
final class LocaleCheck implements Check {
    @Override
    public String name() {
        return "locale";
    }

    @Override
    public Finding look(Machine machine, int workers) {
        String encoding = machine.property("sun.jnu.encoding");
        String found = "names of files are in " + encoding;
        if (!machine.isLinux() || encoding.toUpperCase(Locale.ROOT).equals("UTF-8")) {
            return Finding.ok(name(), found);
        }
        return Finding.degraded(
                name(),
                found,
                "files whose names have letters beyond that encoding cannot be opened, here and in workers",
                "export LC_ALL=C.UTF-8");
    }
}
