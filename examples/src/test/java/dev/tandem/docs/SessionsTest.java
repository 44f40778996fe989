package dev.tandem.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tandem.ProcessPoolExecutor;
import dev.tandem.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show of a shell works as it is shown; calls that are not run name options that there are. */
@ExtendWith(LeakCheck.class)
class SessionsTest {
    @Test
    @Timeout(300)
    void sessions_ofPages_printWhatIsShown(@TempDir Path directory) throws Exception {
        Path library = Path.of(ProcessPoolExecutor.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        SessionCheck check = new SessionCheck(directory, Path.of("src/test/sessions"), library);
        List<Session> sessions = DocumentationTest.pages().stream()
                .flatMap(page -> Session.of(page).stream())
                .filter(session -> session.reasonNotToRun().isEmpty())
                .filter(session -> session.needs().stream().allMatch(SessionCheck::isThere))
                .toList();
        assertTrue(sessions.size() > 10, "sessions: " + sessions.size());
        List<String> problems = check.problems(sessions);
        assertTrue(problems.isEmpty(), () -> problems.size() + " problems\n" + String.join("\n\n", problems));
    }
}
