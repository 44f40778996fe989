package dev.tandem.internal.platform;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Words before a command that have Linux kill it when the thread that starts it ends, be it stopped or not yet able to
 * notice by itself: the command {@code setpriv} of util-linux, which asks for that and then becomes the command.
 *
 * <p>Where there is no {@code setpriv} that can do it, there are no words. Not thread-safe.
 */
public final class ParentDeathPrefix {
    /** Absolute, as workers may have another search path. */
    private static final List<Path> PLACES = List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));

    /** How long the trial may take. A longer one would hold up the first worker. */
    private static final long TRIAL_MILLIS = 2_000;

    private final List<Path> places;

    /** Whether it is known what the words are. */
    private boolean decided;

    private List<String> words = List.of();

    /** Creates a prefix that has not been tried yet. */
    public ParentDeathPrefix() {
        this(PLACES);
    }

    ParentDeathPrefix(List<Path> places) {
        this.places = places;
    }

    /** The words, none where it cannot be done. The first call tries them out, which takes milliseconds. */
    public List<String> words() {
        if (!decided) {
            decide();
        }
        return words;
    }

    private void decide() {
        for (Path program : places) {
            if (Files.isExecutable(program)) {
                try {
                    words = works(program) ? prefix(program) : List.of();
                } catch (IOException e) {
                    return; // no descriptor or process is left for a trial: that may be different next time
                }
                break;
            }
        }
        decided = true;
    }

    private static List<String> prefix(Path program) {
        return List.of(program.toString(), "--pdeathsig", "KILL", "--");
    }

    /** Whether it can do it here: it is older or another one elsewhere, and a sandbox may forbid it. */
    private static boolean works(Path program) throws IOException {
        List<String> command = new ArrayList<>(prefix(program));
        command.add(program.toString());
        command.add("--version");
        Process trial = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        try {
            return trial.waitFor(TRIAL_MILLIS, TimeUnit.MILLISECONDS) && trial.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            trial.destroyForcibly();
        }
    }
}
