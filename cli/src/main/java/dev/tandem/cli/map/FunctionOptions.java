package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is applied. */
final class FunctionOptions {
    @Parameters(
            arity = "0..*",
            paramLabel = "FUNCTION",
            hideParamSyntax = true,
            description =
                    "A public static method with one parameter (String, byte[], Path, File, InputStream, Reader, int,"
                            + " long, double, boolean or URI), such as com.acme.Parser::parse; a constructor, such as"
                            + " java.io.File::new; or a method of the input itself, such as String::length. Of several with the"
                            + " same name one is chosen by its type: 'Math::abs(long)'.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-e", "--expression"},
            paramLabel = "JAVA",
            description =
                    "A lambda expression or method reference instead of a FUNCTION, compiled when the command starts:"
                            + " 'line -> line.length()', '(Path p) -> Files.size(p)'.")
    private @Nullable String expression;

    @Option(
            names = "--import",
            paramLabel = "NAME",
            description = "More to be imported for the expression: com.acme.* or 'static java.lang.Math.*'. java.io,"
                    + " java.math, java.net, java.nio.charset, java.nio.file, java.time and java.util with function, regex and"
                    + " stream are imported anyway.")
    private List<String> imports = new ArrayList<>();

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description = "A jar with the function; jars that its manifest names (Class-Path) are used too.")
    private List<Path> jars = new ArrayList<>();

    @Option(
            names = {"--cp", "--class-path"},
            paramLabel = "PATH",
            description =
                    "A class path, as for java -cp: jars and directories with ':' between them; 'lib/*' is all jars in"
                            + " there.")
    private List<String> classPaths = new ArrayList<>();

    ClassPath classPath() {
        return ClassPath.of(jars, classPaths);
    }

    /**
     * Finds or compiles the function.
     *
     * @param input what the inputs are
     */
    FunctionSpec function(ClassPath classPath, ClassLoader loader, InputOptions input, boolean json) {
        String name = name(input);
        if (expression == null) {
            return new FunctionFinder(classPath, loader, input.isFiles())
                    .find(name)
                    .with(input.isFiles(), input.charset().name(), json, Map.of());
        }
        Map<String, byte[]> classes =
                new ExpressionCompiler(classPath, imports).compile(expression, input.isFiles() ? "Path" : "String");
        return ExpressionCompiler.function(classes, loader)
                .with(input.isFiles(), input.charset().name(), json, classes);
    }

    private String name(InputOptions input) {
        List<String> given = new ArrayList<>(names);
        if (given.isEmpty() && expression == null) {
            throw CommandException.usage("a function is missing, such as com.acme.Parser::parse, or -e 'line -> ...'"
                    + (input.isFiles() ? "; put it before --files, which takes all words after it" : ""));
        }
        if (given.size() > (expression == null ? 1 : 0)) {
            String surplus = given.get(given.size() - 1);
            throw CommandException.usage(
                    (expression == null ? "there is more than one function: " : "with -e there is no FUNCTION: ")
                            + surplus + "; inputs are given on standard input, with --files, or after :::");
        }
        return given.isEmpty() ? "" : given.get(0);
    }
}
