package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles a lambda expression or method reference of the command line, in memory. */
final class ExpressionCompiler {
    static final String CLASS_NAME = "TandemExpression";
    static final String METHOD_NAME = "call";

    static final List<String> IMPORTS = List.of(
            "java.io.*",
            "java.math.*",
            "java.net.*",
            "java.nio.charset.*",
            "java.nio.file.*",
            "java.time.*",
            "java.util.*",
            "java.util.function.*",
            "java.util.regex.*",
            "java.util.stream.*");

    /** {@code (Path p) -> ...}: the parameter says its type. */
    private static final Pattern TYPED = Pattern.compile(
            "\\s*\\(\\s*(?:final\\s+)?([\\w.]+(?:\\s*\\[\\s*])?)\\s+\\w+\\s*\\)\\s*->.*", Pattern.DOTALL);

    private final ClassPath classPath;
    private final List<String> imports;

    ExpressionCompiler(ClassPath classPath, List<String> imports) {
        this.classPath = classPath;
        this.imports = imports;
    }

    /**
     * @param text the expression
     * @param inputType the type of its parameter if it does not say one
     * @return the class files by their names; the class {@value #CLASS_NAME} has a method {@value #METHOD_NAME}
     * @throws CommandException if it does not compile, with a caret where
     */
    Map<String, byte[]> compile(String text, String inputType) {
        if (!text.contains("->") && !text.contains("::")) {
            throw CommandException.usage(
                    "an expression is a lambda or a method reference, such as 'line -> line.length()': " + text);
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw CommandException.usage("-e needs a JDK: the Java at " + System.getProperty("java.home")
                    + " is a runtime without a compiler; set JAVA_HOME to a JDK, or name a compiled method");
        }
        Matcher typed = TYPED.matcher(text);
        String type = typed.matches() && !typed.group(1).equals("var") ? typed.group(1) : inputType;
        Attempt function = attempt(compiler, text, type, "Object");
        if (function.failure().isEmpty()) {
            return function.classes();
        }
        Attempt procedure = attempt(compiler, text, type, "void"); // line -> { ... } without a result
        if (procedure.failure().isEmpty()) {
            return procedure.classes();
        }
        throw CommandException.usage(function.failure().get());
    }

    /** The function that was compiled, as one that was found. */
    static FunctionSpec function(Map<String, byte[]> classes, ClassLoader loader) {
        return new FunctionFinder(new ClassPath(List.of()), new Invocation.CompiledClasses(classes, loader), false)
                .find(CLASS_NAME + "::" + METHOD_NAME);
    }

    private Attempt attempt(JavaCompiler compiler, String text, String type, String result) {
        StringBuilder head = new StringBuilder();
        IMPORTS.forEach(name -> head.append("import ").append(name).append(";\n"));
        imports.forEach(name -> head.append("import ").append(name).append(";\n"));
        head.append("public final class ").append(CLASS_NAME).append(" {\n");
        head.append("  interface TandemFunction { ")
                .append(result)
                .append(" apply(")
                .append(type);
        head.append(" input) throws Exception; }\n");
        head.append("  static final TandemFunction FUNCTION =\n");
        String tail = "\n;\n  public static " + result + " " + METHOD_NAME + "(" + type + " input) throws Exception { "
                + (result.equals("void") ? "" : "return ") + "FUNCTION.apply(input); }\n}\n";
        Source source = new Source(head + text + tail);
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Map<String, byte[]> classes = new HashMap<>();
        List<String> options = List.of("-proc:none", "-Xlint:none", "-nowarn", "-classpath", classPath.text());
        boolean good;
        try (JavaFileManager files = new MemoryFiles(
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8), classes)) {
            good = compiler.getTask(new StringWriter(), files, diagnostics, options, null, List.of(source))
                    .call();
        } catch (IOException | RuntimeException e) {
            throw CommandException.usage("the expression cannot be compiled: " + e);
        }
        if (good) {
            return new Attempt(classes, Optional.empty());
        }
        return new Attempt(Map.of(), Optional.of(failure(text, head.length(), diagnostics.getDiagnostics())));
    }

    /** The first error, with the line of the expression where it is and a caret under the place. */
    private static String failure(String text, int offset, List<Diagnostic<? extends JavaFileObject>> all) {
        Diagnostic<? extends JavaFileObject> first = all.stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .findFirst()
                .orElseThrow();
        String message = String.join(
                "; ",
                first.getMessage(Locale.ROOT)
                        .lines()
                        .map(line -> line.strip().replaceAll("\\s+", " "))
                        .filter(line -> !line.startsWith("location: class " + CLASS_NAME))
                        .toList());
        long position = first.getPosition() - offset;
        if (first.getPosition() < 0 || position < 0) {
            return "the expression cannot be compiled: " + message; // an import, perhaps
        }
        int place = (int) Math.min(position, text.length());
        int begin = text.lastIndexOf('\n', place - 1) + 1;
        int end = text.indexOf('\n', place);
        String line = text.substring(begin, end < 0 ? text.length() : end);
        String indent = line.substring(0, place - begin).replaceAll("[^\t]", " ");
        return "the expression does not compile: " + message + "\n  " + line + "\n  " + indent + "^";
    }

    /**
     * @param classes what was compiled
     * @param failure why nothing was
     */
    private record Attempt(Map<String, byte[]> classes, Optional<String> failure) {}

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + CLASS_NAME + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps class files in a map. */
    private static final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, byte[]> classes;

        MemoryFiles(JavaFileManager files, Map<String, byte[]> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.put(className, toByteArray());
                        }
                    };
                }
            };
        }
    }
}
