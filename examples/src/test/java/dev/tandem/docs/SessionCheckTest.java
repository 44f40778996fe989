package dev.tandem.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tandem.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The check of the sessions on pages finds what is wrong, says where, and leaves alone what is right. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class SessionCheckTest {
    private static final Path PAGE = Path.of("docs/page.md");

    @TempDir
    Path directory;

    private List<String> problems(Duration limit, String... lines) throws Exception {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        SessionCheck check = new SessionCheck(directory, empty, List.of(), limit);
        return check.problems(Session.of(Page.parse(PAGE, String.join("\n", lines))));
    }

    private List<String> problems(String... lines) throws Exception {
        return problems(Duration.ofSeconds(30), lines);
    }

    @Test
    void outputThatIsNotShown_isToldWithBothStreams() throws Exception {
        List<String> problems = problems("# Page", "```", "$ echo 2; echo no >&2; false", "3", "```");
        assertEquals(
                List.of("docs/page.md:3: something else was printed than is shown\nshown:\n3\n"
                        + "printed, exit code 1:\n2\nand as errors:\nno\n"),
                problems);
    }

    @Test
    void rightSessions_areLeftAlone() throws Exception {
        List<String> problems = problems(
                "<!-- with: echo never shown; mkdir -p ~/made; word=hidden -->",
                "```",
                "$ alias say=echo",
                "$ for i in 1 2; do say out $i; say err $i >&2; done",
                "err 1",
                "out 1",
                "out 2",
                "err 2",
                "$ say $word \\",
                "    at ~/made > file; say; (exit 7)",
                "",
                "$ echo $?",
                "7",
                "```",
                "<!-- continues -->",
                "<!-- differs: Monday, 17.5 -->",
                "```",
                "$ cat file; echo 'Sunday, 18.0 degrees, after 3.4 s'",
                "hidden at ...",
                "Monday, 17.5 degrees, after 12 ms",
                "$ seq 10",
                "1",
                "...",
                "10",
                "```",
                "<!-- in any order: they come as they like -->",
                "```",
                "$ echo b; echo a",
                "a",
                "b",
                "```",
                "<!-- not compared: it is another one each time -->",
                "```",
                "$ mktemp; ! ls file",
                "/tmp/tmp.1234",
                "```");
        assertEquals(List.of(), problems);
    }

    @Test
    void orderOfOneStream_counts() throws Exception {
        List<String> problems = problems("```", "$ echo 1; echo 2; echo x >&2", "2", "x", "1", "```");
        assertEquals(1, problems.size(), problems::toString);
    }

    @Test
    void linesMoreOrLess_count() throws Exception {
        List<String> problems = problems(
                "```",
                "$ echo 1; echo 1",
                "1",
                "$ echo 1",
                "1",
                "1",
                "```",
                "<!-- in any order -->",
                "```",
                "$ echo 1",
                "1",
                "1",
                "$ echo 1; echo 1",
                "1",
                "```");
        assertEquals(4, problems.size(), problems::toString);
    }

    @Test
    void failureWithoutAWord_isTold() throws Exception {
        assertEquals(
                List.of("docs/page.md:2: failed without a word, exit code 1: false"),
                problems("```", "$ false", "```"));
    }

    @Test
    void hiddenCommandThatFails_isTold() throws Exception {
        List<String> problems = problems("<!-- with: echo lost >&2; false -->", "```", "$ true", "```");
        assertEquals(List.of("docs/page.md:3: what is not shown before it failed, exit code 1:\nlost\n"), problems);
    }

    @Test
    void differenceThatIsNotShown_isTold() throws Exception {
        List<String> problems = problems("<!-- differs: 5 -->", "```", "$ echo 1", "1", "```");
        assertEquals(List.of("docs/page.md:3: what is said to differ is not shown: 5"), problems);
    }

    @Test
    void mistakeInTheSyntax_isToldWithTheWordsOfBash() throws Exception {
        List<String> problems = problems("```", "$ echo 'no end", "```");
        assertTrue(problems.get(0).startsWith("docs/page.md:2: does not end: echo 'no end\n"), problems::toString);
        assertTrue(problems.get(0).contains("unexpected EOF while looking for matching `''"), problems::toString);
    }

    @Test
    void sessionThatHangs_isKilledAfterItsDeadline() throws Exception {
        List<String> problems = problems(
                Duration.ofMillis(500), "```", "$ echo first", "first", "$ echo then; sleep 1000", "then", "```");
        assertEquals(
                List.of("docs/page.md:4: does not end: echo then; sleep 1000\nprinted:\nthen\nby bash:\n"), problems);
    }

    @Test
    void processThatStays_isTold() throws Exception {
        List<String> problems = problems("```", "$ sleep 1000 &", "```");
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(
                problems.get(0).matches("docs/page.md:2: the session has left processes: \\[\\d+ .*sleep 1000]"),
                problems::toString);
    }

    @Test
    void jshell_isAskedWhatIsShown() throws Exception {
        List<String> problems = new ArrayList<>(problems(
                "<!-- differs: 17.0.15 -->",
                "```",
                "$ jshell -",
                "|  Welcome to JShell -- Version 17.0.15",
                "",
                "jshell> System.out.println(1 + 1)",
                "3",
                "```"));
        assertEquals(
                List.of("docs/page.md:3: something else was printed than is shown\nshown:\n"
                        + "|  Welcome to JShell -- Version 17.0.15\n\njshell> System.out.println(1 + 1)\n3\n"
                        + "printed, exit code 0:\n2\nand as errors:\n"),
                problems);
    }
}
