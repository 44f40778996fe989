package dev.tandem.cli.doctor;

import dev.tandem.internal.fleet.Premises;
import java.io.IOException;

/** Whether workers start from an archive of loaded classes. */
final class ArchiveCheck implements Check {
    private static final String EFFECT = "workers take about twice as long to start";

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public Finding look(Machine machine, int workers) throws IOException {
        Premises.Archive archive = machine.archive(machine.home(workers));
        String directory = archive.directory().map(Object::toString).orElse("");
        return switch (archive.state()) {
            case READY -> Finding.ok(name(), "workers start from " + directory);
            case MISSING ->
                Finding.ok(
                        name(),
                        "there is none yet; it will be in " + directory,
                        "the first pool that lives for some seconds makes it, in the background");
            case FAILED ->
                Finding.degraded(
                        name(),
                        "it could not be made in " + directory,
                        EFFECT,
                        "rm -r " + directory + " (it is tried again then, or an hour later)",
                        "df -h " + directory + " (it takes up to 50 MB)");
            case NONE ->
                Finding.degraded(
                        name(),
                        "there can be none: " + archive.obstacle(),
                        EFFECT,
                        "export XDG_CACHE_HOME=<a directory of your own that nobody else can write to>"
                                + ", or take away what was named");
        };
    }
}
