package dev.tandem.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Runs the sessions of pages with bash, and compares what they print with what is shown.
 *
 * <pre>
 * Page
 *   Session    a block whose commands begin with $, and those that continue it
 *     Part     a block, with what comes before it and is not shown
 *       Step   a command, and the lines that are shown after it
 * SessionTools   the programs that they find on the PATH, and samples to work on
 * SessionScript  what bash is given
 * SessionRun     runs it, and judges what each step has printed (ShownLines)
 * CommandLines   the call of tandem in a session that is not run, or anywhere else on a page: has the command such options?
 * </pre>
 */
final class SessionCheck {
    /** Most sessions wait for the start of JVMs, the longest ones for time limits. */
    private static final int AT_ONCE = 3;

    /** For each block, unless given. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Duration limit;
    private final Path directory;
    private final SessionTools tools;

    /**
     * A check.
     *
     * @param directory an empty directory for what it makes
     * @param sources sources of the sample jar, and scripts that hidden commands use
     * @param command the class path of the command, the library first
     */
    SessionCheck(Path directory, Path sources, List<Path> command) throws IOException {
        this(directory, sources, command, LIMIT);
    }

    SessionCheck(Path directory, Path sources, List<Path> command, Duration limit) throws IOException {
        this.limit = limit;
        this.directory = directory;
        tools = new SessionTools(directory, command, sources);
    }

    /** Runs the sessions and returns what is wrong with them, each with page and line. */
    List<String> problems(List<Session> sessions) throws Exception {
        List<Session> longestFirst = new ArrayList<>(sessions);
        longestFirst.sort(
                Comparator.comparing((Session session) -> -session.parts().size()));
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<List<String>>> runs = new ArrayList<>();
            for (Session session : longestFirst) {
                Path own = directory.resolve("session-" + runs.size());
                runs.add(() -> new SessionRun(session, own, limit).problems(tools));
            }
            List<String> problems = new ArrayList<>();
            for (Future<List<String>> run : threads.invokeAll(runs)) {
                problems.addAll(run.get());
            }
            return problems;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Whether there is such a program. */
    static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
