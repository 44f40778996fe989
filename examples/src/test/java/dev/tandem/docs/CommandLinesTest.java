package dev.tandem.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Calls of the command on pages are found, and what there is not in them is told. */
class CommandLinesTest {
    private static List<String> problems(String... lines) {
        CommandLines check = new CommandLines(Map.of("papers", Set.of("--in")), Set.of("crash"));
        Page page = Page.parse(Path.of("docs/page.md"), String.join("\n", lines));
        Session.of(page).forEach(check::check);
        page.blocks().forEach(check::check);
        check.checkProse(page);
        return check.problems();
    }

    @Test
    void callsOfTheShell_areFoundWithTheirWords() {
        assertEquals(
                List.of(
                        List.of("printf", "3\\n"),
                        List.of("A=1", "tandem", "map", "-k", "a  b", "c\"d", "x->1"),
                        List.of("wc", "-l"),
                        List.of("source"),
                        List.of("tandem", "completion", "bash"),
                        List.of("echo"),
                        List.of("date")),
                ShellWords.calls(
                        "printf '3\\n' | A=1 tandem map -k 'a  b' \\\n  \"c\\\"d\" x-\\>1 2> err >> out; wc -l < in"
                                + " # and so on\nsource <(tandem completion bash) && echo $(date) > file"));
    }

    @Test
    void callOfASessionThatTheCommandDoesNotTake_isTold() {
        List<String> problems = problems(
                "<!-- not run: it would delete everything -->",
                "```",
                "$ ls | tandem map --kep-order Integer::parseInt",
                "$ tandem doctor --workers many",
                "$ tandem map --timeout 3s Integer::parseInt ::: --what-ever",
                "```");
        assertEquals(3, problems.size(), problems::toString);
        assertTrue(
                problems.get(0)
                        .startsWith(
                                "docs/page.md:3: tandem map --kep-order Integer::parseInt: Unknown option: '--kep-order'"),
                problems::toString);
        assertTrue(problems.get(1).startsWith("docs/page.md:3: "), problems::toString);
        assertTrue(problems.get(2).startsWith("docs/page.md:4: tandem doctor --workers many: "), problems::toString);
    }

    @Test
    void usageAndProse_mayNameWhatThereIsOnly() {
        List<String> problems = problems(
                "```",
                "tandem map [OPTIONS] [--no-progress] [--progres] -e 'line -> line.length()' < inputs",
                "./tandem example papers [--in DIR] [--out DIR]",
                "```",
                "Good: `tandem map --joblog=FILE -j2`, `./tandem tour crash`, `./tandem tour [NAME...]`,",
                "`./tandem bench --quick`, `./tandem stress -t Ring`, `./tandem help bench`, `tandem --version`.",
                "Bad: `tandem mop`, `./tandem tour crush`, `./tandem bench --quik`, `./tandem example poems`,",
                "`./tandem chaos",
                "--second 3`, `tandem --versoin`.");
        assertEquals(
                List.of(
                        "2: tandem map OPTIONS --no-progress --progres -e line -> line.length(): there is no --progres",
                        "3: ./tandem example papers --in DIR --out DIR: there is no --out among [--in]",
                        "7: tandem mop: there is no command mop",
                        "7: ./tandem tour crush: there is no crush among [--list, crash]",
                        "7: ./tandem bench --quik: there is no --quik",
                        "7: ./tandem example poems: there is no example poems",
                        "8: ./tandem chaos --second 3: there is no --second",
                        "9: tandem --versoin: Unknown option: '--versoin'"),
                problems.stream()
                        .map(problem -> problem.replaceFirst("^docs/page.md:", "")
                                .replaceFirst("(--progres|--quik|--second) among.*", "$1"))
                        .toList());
    }
}
