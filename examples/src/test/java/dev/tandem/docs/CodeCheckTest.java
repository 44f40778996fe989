package dev.tandem.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of the code on pages finds what is wrong, says where, and leaves alone what is right. */
class CodeCheckTest {
    @TempDir
    Path directory;

    private final List<Page> pages = new ArrayList<>();

    private void page(String name, String... lines) {
        pages.add(Page.parse(Path.of("docs", name), String.join("\n", lines)));
    }

    private List<String> problems() throws Exception {
        Path examples = Files.createDirectories(directory.resolve("examples"));
        Files.writeString(examples.resolve("Shop.java"), "class Shop { static int sum(int a) { return a + 1; } }");
        return new CodeCheck(directory, examples).problems(pages);
    }

    @Test
    void brokenBlock_isToldByPageAndLineWithTheWordsOfJavac() throws Exception {
        page("broken.md", "# Broken", "", "```java", "int n = 1;", "String text = n;", "```");
        page("Lost.md", "```java", "public class Lost {", "    int n = missing;", "}", "```");
        List<String> problems = problems();
        assertTrue(
                problems.contains("docs/broken.md:5: error: incompatible types: int cannot be converted to"
                        + " java.lang.String\n    String text = n;"),
                problems::toString);
        assertTrue(
                problems.stream()
                        .anyMatch(p -> p.startsWith("docs/Lost.md:3: error: cannot find symbol\n")
                                && p.contains("variable missing")),
                problems::toString);
        assertEquals(2, problems.size(), problems::toString);
    }

    @Test
    void brokenExampleInJavadoc_isToldByFileAndLine() throws Exception {
        pages.add(
                JavadocExamples.parse(
                        Path.of("Thing.java"),
                        "package x;\n\n/**\n * Does it.\n *\n * <pre>{@code\n * nothing();\n * }</pre>\n */\nclass Thing {}\n"));
        List<String> problems = problems();
        assertTrue(problems.get(0).startsWith("Thing.java:7: error: cannot find symbol\n"), problems::toString);
    }

    @Test
    void runs_areJudgedByWhatTheyPrintAndHowTheyEnd() throws Exception {
        page("wrong.md", "```java", "System.out.println(1 + 1);", "```", "It prints:", "```text", "3", "```");
        page("throws.md", "```java", "throw new IllegalStateException(\"on purpose\");", "```");
        page("calm.md", "<!-- throws ArithmeticException -->", "```java", "int n = 1;", "```");
        page("exits.md", "```java", "System.out.println(\"bye\");", "System.exit(3);", "```");
        // all of these are right
        page(
                "right.md",
                "```java",
                "import java.nio.file.Path;",
                "",
                "record Point(int x, int y) {}",
                "static int sum(Point p) { return p.x() + p.y(); }",
                "System.out.println(Path.of(\"a\") + \" \" + sum(new Point(1, 2)) + \" pid \" + 4711);",
                "```",
                "```text",
                "a 3 pid 18",
                "```",
                "",
                "<!-- continues -->",
                "```java",
                "System.out.println(\"took 17 ms, \" + sum(new Point(20, 22)) + \" and more\");",
                "```",
                "```text",
                "took 3.5 ms,",
                "42 and ...",
                "```");
        page("goes-on.md", "```java", "System.exit(0);", "```", "", "```java", "System.out.print(2);", "```");
        page(
                "hidden.md",
                "<!-- with: int n = 5; -->",
                "```java",
                "System.out.println(n);",
                "```",
                "```text",
                "5",
                "```");
        page("thrown.md", "<!-- throws ArithmeticException -->", "```java", "System.out.println(1 / 0);", "```");
        page("slow.md", "<!-- compile only: never ends -->", "```java", "while (true) {}", "```");
        page("later.md", "<!-- JDK 99 -->", "```java", "NotThereYet.run();", "```");
        page(
                "excerpt.md",
                "<!-- excerpts of Shop -->",
                "```java",
                "static int sum(int a) {",
                "  return a + 1;",
                "}",
                "```");
        List<String> problems = problems();
        assertEquals(4, problems.size(), problems::toString);
        String all = String.join("\n", problems);
        assertTrue(
                all.contains("docs/wrong.md:6: something else was printed than is shown\nshown:\n3\nprinted:\n2\n"),
                all);
        assertTrue(
                all.contains("docs/throws.md:2: did not run to its end: java.lang.IllegalStateException: on purpose"),
                all);
        assertTrue(all.contains("docs/calm.md:3: did not throw ArithmeticException"), all);
        assertTrue(
                all.contains("docs/exits.md:2: did not run to its end: the JVM ended with exit code 3\nprinted:\nbye"),
                all);
    }

    @Test
    void excerptThatIsNone_isTold() throws Exception {
        page("excerpt.md", "<!-- excerpts of Shop -->", "```java", "static int sum(int b)", "```");
        page("nobody.md", "<!-- excerpts of Nobody -->", "```java", "int n;", "```");
        List<String> problems = problems();
        assertTrue(problems.get(0).startsWith("docs/excerpt.md:3: is no part of [Shop]:"), problems::toString);
        assertTrue(problems.contains("docs/nobody.md:3: there is no example Nobody"), problems::toString);
    }
}
