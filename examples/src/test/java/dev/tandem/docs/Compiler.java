package dev.tandem.docs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles programs, whose classes have different names, in one run of javac. */
final class Compiler {
    private final String classPath;

    Compiler(String classPath) {
        this.classPath = classPath;
    }

    /** Compiles into a directory and returns what javac has against it, by page and line. */
    List<String> compile(List<Program> programs, Path classes) throws IOException {
        Map<JavaFileObject, Program.Source> sources = new HashMap<>();
        for (Program program : programs) {
            program.sources().forEach(source -> sources.put(new Text(source), source));
        }
        if (sources.isEmpty()) {
            return List.of();
        }
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-nowarn", "-g");
            boolean compiled = javac.getTask(null, files, found, options, null, sources.keySet())
                    .call();
            List<String> problems = new ArrayList<>();
            for (Diagnostic<? extends JavaFileObject> diagnostic : found.getDiagnostics()) {
                if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                    problems.add(problem(diagnostic, sources));
                }
            }
            if (!compiled && problems.isEmpty()) {
                problems.add("javac failed without a word: " + found.getDiagnostics());
            }
            return problems;
        }
    }

    private static String problem(
            Diagnostic<? extends JavaFileObject> diagnostic, Map<JavaFileObject, Program.Source> sources) {
        String message = "error: " + diagnostic.getMessage(Locale.ROOT);
        Program.Source source = diagnostic.getSource() == null ? null : sources.get(diagnostic.getSource());
        if (source == null) {
            return message;
        }
        String line = source.lines().get((int) diagnostic.getLineNumber() - 1).text();
        return source.page() + ":" + source.pageLine(diagnostic.getLineNumber()) + ": " + message + "\n    "
                + line.strip();
    }

    private static final class Text extends SimpleJavaFileObject {
        private final Program.Source source;

        Text(Program.Source source) {
            super(URI.create("string:///" + source.className() + ".java"), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source.text();
        }
    }
}
