package dev.tandem.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.cli.TandemCommand;
import dev.tandem.testkit.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show of a shell works as it is shown; calls that are not run name options that there are. */
@ExtendWith(LeakCheck.class)
class SessionsTest {
    private static final String EXAMPLES = "dev.tandem.examples.batch.Examples";
    private static final Path CHANGELOG = Path.of("CHANGELOG.md");
    private static final String TOUR = "dev.tandem.examples.Tour";

    @Test
    @Timeout(600)
    void sessions_ofPages_printWhatIsShown(@TempDir Path directory) throws Exception {
        SessionCheck check = new SessionCheck(directory, Path.of("src/test/sessions"), command());
        List<Session> sessions = DocumentationTest.pages().stream()
                .flatMap(page -> Session.of(page).stream())
                .filter(session -> session.reasonNotToRun().isEmpty())
                .filter(session -> session.needs().stream().allMatch(SessionCheck::isThere))
                .toList();
        assertTrue(sessions.size() > 10, "sessions: " + sessions.size());
        List<String> problems = check.problems(sessions);
        assertTrue(problems.isEmpty(), () -> problems.size() + " problems\n" + String.join("\n\n", problems));
    }

    /** The class path of the command. */
    private static List<Path> command() throws URISyntaxException {
        List<Path> classPath = new ArrayList<>();
        for (Class<?> type : List.of(ProcessPoolExecutor.class, TandemCommand.class)) {
            classPath.add(Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI()));
        }
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith("picocli"))
                .forEach(classPath::add);
        return classPath;
    }

    @Test
    @Timeout(60)
    void callsThatAreNotRun_nameWhatThereIs() throws Exception {
        CommandLines lines = new CommandLines(optionsOfExamples(), scenarios());
        for (Page page : DocumentationTest.pages()) {
            if (page.file().equals(CHANGELOG)) {
                continue; // what was there once need not be there now
            }
            Session.of(page).forEach(lines::check);
            page.blocks().forEach(lines::check);
            lines.checkProse(page);
        }
        assertEquals(List.of(), lines.problems());
        assertTrue(lines.checked() > 50, "calls: " + lines.checked());
    }

    /** The options that each example tells of in the list of examples, below its name. */
    private static Map<String, Set<String>> optionsOfExamples() throws IOException {
        Map<String, Set<String>> options = new HashMap<>();
        String name = "";
        for (String line : printedBy(EXAMPLES)) {
            if (!line.startsWith(" ")) {
                name = line.split(" ")[0];
                options.put(name, new TreeSet<>());
            } else {
                options.get(name).addAll(CommandModel.optionsIn(line));
            }
        }
        return options;
    }

    private static Set<String> scenarios() throws IOException {
        Set<String> names = new TreeSet<>();
        printedBy(TOUR, "--list").forEach(line -> names.add(line.split(" ")[0]));
        return names;
    }

    private static List<String> printedBy(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        Process java = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream out = java.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
