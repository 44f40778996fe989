package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions and expressions called as workers call them. */
class InvocationTest {
    private static final String SAMPLES = Samples.class.getName();

    @TempDir
    private Path directory;

    @Test
    void line_becomesWhatTheFunctionTakes() throws Exception {
        assertThat(call(SAMPLES + "::upper", "äb")).isEqualTo("ÄB");
        assertThat(call("String::length", "abc")).isEqualTo("3");
        assertThat(call("Math::sqrt", " 16 ")).isEqualTo("4.0");
        assertThat(call("java.io.File::new", "a/b")).isEqualTo("a/b");
        assertThat(call("Path::getFileName", "a/b.txt")).isEqualTo("b.txt");
        assertThat(call(SAMPLES + "::read", "ä")).isEqualTo("ä");
        assertThat(call(SAMPLES + "::firstLine", "x\ny")).isEqualTo("x");
    }

    @Test
    void file_isGivenAsPathOrAsContent() throws Exception {
        Path file = Files.writeString(directory.resolve("f"), "first\nsecond");
        assertThat(callFile(SAMPLES + "::size", file)).isEqualTo("12");
        assertThat(callFile("String::length", file)).isEqualTo("12");
        assertThat(callFile(SAMPLES + "::read", file)).isEqualTo("first\nsecond");
        assertThat(callFile(SAMPLES + "::firstLine", file)).isEqualTo("first");
        assertThat(callFile(SAMPLES + "::bytes", file)).isEqualTo("first\nsecond");
        assertThat(reply(SAMPLES + "::read", true, directory.resolve("none").toString())
                        .reason())
                .isEqualTo("java.nio.file.NoSuchFileException: " + directory.resolve("none"));
    }

    @Test
    void voidAndBytes_haveFormsOfTheirOwn() throws Exception {
        assertThat(reply(SAMPLES + "::nothing", false, "a").kind()).isEqualTo(Reply.Kind.NOTHING);
        assertThat(reply(SAMPLES + "::bytes", false, "a".getBytes()).kind()).isEqualTo(Reply.Kind.RAW);
    }

    @Test
    void failure_hasItsReasonAndTheUsersFrames() throws Exception {
        Reply reply = reply(SAMPLES + "::fail", false, "x");
        assertThat(reply.kind()).isEqualTo(Reply.Kind.FAILED);
        assertThat(reply.reason()).isEqualTo("java.lang.IllegalArgumentException: no: x");
        Reply number = reply("Integer::parseInt", false, "x");
        assertThat(number.reason()).isEqualTo("java.lang.NumberFormatException: For input string: \"x\"");
        assertThat(number.trace())
                .matches(
                        "(?s)java\\.lang\\.NumberFormatException.*\tat java\\.base/java\\.lang\\.Integer\\.parseInt\\(.*?\\)\n");
    }

    @Test
    void expression_isCompiledAndCalled() throws Exception {
        assertThat(evaluate("line -> line.length()", "abc")).isEqualTo("3");
        assertThat(evaluate("String::strip", " x ")).isEqualTo("x");
        assertThat(evaluate("l -> { if (l.isEmpty()) throw new IOException(\"none\"); return List.of(l); }", "x"))
                .isEqualTo("[x]");
        assertThat(evaluate("(Path p) -> p.getParent() // the directory", "a/b"))
                .isEqualTo("a");
        assertThat(evaluate("(final byte[] b) -> b.length", "ä")).isEqualTo("2");
        assertThat(evaluate("s -> Stream.of(s.split(\",\")).map(Integer::valueOf)", "1,2"))
                .isEqualTo("1\n2");
        assertThat(evaluate("s -> new Object() { public String toString() { return s + s; } }", "a"))
                .isEqualTo("aa");
        assertThat(evaluate("s -> System.out.flush()", "a")).as("nothing").isEmpty();
        assertThat(evaluate("s -> switch (s) { case \"a\" -> 1; default -> 2; }", "a"))
                .isEqualTo("1");
    }

    @Test
    void expression_thatDoesNotCompile_hasACaretUnderThePlace() {
        assertThatThrownBy(() -> evaluate("line -> line.lenght()", "a"))
                .hasMessage(
                        "the expression does not compile: cannot find symbol; symbol: method lenght(); location: variable"
                                + " line of type java.lang.String\n"
                                + "  line -> line.lenght()\n"
                                + "              ^");
        assertThatThrownBy(() -> evaluate("line -> {\n\tint n = line;\n\treturn n; }", "a"))
                .hasMessage(
                        "the expression does not compile: incompatible types: java.lang.String cannot be converted to int\n"
                                + "  \tint n = line;\n"
                                + "  \t        ^");
        assertThatThrownBy(() -> evaluate("line -> line.length(", "a"))
                .hasMessageEndingWith("\n  line -> line.length(\n" + "                      ^");
    }

    @Test
    void textThatIsNoExpression_isRefusedBeforeItIsCompiled() {
        assertThatThrownBy(() -> evaluate("line.length()", "a"))
                .hasMessage("an expression is a lambda or a method reference, such as 'line -> line.length()':"
                        + " line.length()");
    }

    @Test
    void imports_areAddedToThoseThereAre() throws Exception {
        ClassPath none = new ClassPath(List.of());
        assertThat(new ExpressionCompiler(none, List.of("static java.lang.Math.*", "java.util.concurrent.TimeUnit"))
                        .compile("s -> max(1, 2) + TimeUnit.SECONDS.name()", "String"))
                .containsKey(ExpressionCompiler.CLASS_NAME);
        assertThatThrownBy(() -> new ExpressionCompiler(none, List.of("com.acme.*")).compile("s -> s", "String"))
                .hasMessage("the expression cannot be compiled: package com.acme does not exist");
    }

    private static String evaluate(String expression, String input) throws Exception {
        Map<String, byte[]> classes =
                new ExpressionCompiler(new ClassPath(List.of()), List.of()).compile(expression, "String");
        ClassLoader loader = InvocationTest.class.getClassLoader();
        FunctionSpec spec = ExpressionCompiler.function(classes, loader).with(false, "UTF-8", false, classes);
        Object raw = spec.raw(new Input(input, input.getBytes(StandardCharsets.UTF_8)));
        return text(Reply.decode(new Invocation(spec, loader).call(raw)));
    }

    private static String call(String function, String input) throws Exception {
        FunctionSpec spec = find(function, false);
        Object raw = spec.raw(new Input(input, input.getBytes(StandardCharsets.UTF_8)));
        return text(reply(function, false, raw));
    }

    private static String callFile(String function, Path file) throws Exception {
        return text(reply(function, true, file.toString()));
    }

    private static Reply reply(String function, boolean file, Object raw) throws Exception {
        return Reply.decode(new Invocation(find(function, file), InvocationTest.class.getClassLoader()).call(raw));
    }

    private static FunctionSpec find(String function, boolean file) {
        ClassLoader loader = InvocationTest.class.getClassLoader();
        return new FunctionFinder(new ClassPath(List.of()), loader, file)
                .find(function)
                .with(file, "UTF-8", false, Map.of());
    }

    private static String text(Reply reply) {
        assertThat(reply.reason()).isEmpty();
        return new String(reply.result(), StandardCharsets.UTF_8);
    }
}
