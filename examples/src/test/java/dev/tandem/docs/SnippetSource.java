package dev.tandem.docs;

import dev.tandem.docs.Block.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes a class of snippets: declarations of types and static methods that begin in the first column become members of it,
 * everything else the body of its {@code main}.
 */
final class SnippetSource {
    /** What a snippet may use without an import, as docs/README.md says. */
    static final List<String> IMPORTS =
            List.of("dev.tandem.*", "java.time.Duration", "java.util.*", "java.util.stream.*");

    private static final Pattern MODIFIERS =
            Pattern.compile("((public|private|protected|static|final|abstract|sealed|non-sealed) +)*");
    private static final Pattern TYPE = Pattern.compile(MODIFIERS + "(class|record|interface|enum|@interface) +\\w.*");
    private static final Pattern STATIC = Pattern.compile("((public|private|protected) +)?static .*");
    private static final Pattern ANNOTATION = Pattern.compile("@\\w+(\\(.*\\))?");
    private static final Pattern LITERALS = Pattern.compile("\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])*'|//.*");

    private final List<Line> imports = new ArrayList<>();
    private final List<Line> members = new ArrayList<>();
    private final List<Line> statements = new ArrayList<>();

    /** Whether the lines are a file by themselves: a type with a {@code main}, or a package. */
    static boolean isFile(List<Line> lines) {
        SnippetSource parts = new SnippetSource();
        parts.add(lines);
        boolean hasMain = parts.members.stream().anyMatch(line -> line.text().contains("static void main("));
        boolean hasPackage = lines.stream().anyMatch(line -> line.text().startsWith("package "));
        boolean mainIsInType = parts.members.stream()
                .noneMatch(line -> STATIC.matcher(line.text()).matches()
                        && !TYPE.matcher(line.text()).matches());
        return hasPackage || hasMain && mainIsInType && parts.hasNoStatements();
    }

    boolean hasNoStatements() {
        return statements.stream()
                .allMatch(line -> line.text().isBlank() || line.text().startsWith("//"));
    }

    /** Adds lines to the end. */
    void add(List<Line> lines) {
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.text().startsWith("import ")) {
                imports.add(line);
            } else if (isMember(line.text())) {
                i = addMember(lines, i);
            } else {
                statements.add(line);
            }
        }
    }

    /** Adds a statement that is not shown. */
    void addStatement(String statement) {
        statements.add(Line.added(statement));
    }

    private static boolean isMember(String text) {
        return TYPE.matcher(text).matches()
                || STATIC.matcher(text).matches()
                || ANNOTATION.matcher(text).matches();
    }

    /** Adds what begins at a line and ends where its braces are closed; returns the index of the last line. */
    private int addMember(List<Line> lines, int first) {
        int depth = 0;
        for (int i = first; i < lines.size(); i++) {
            String text = lines.get(i).text();
            boolean needsStatic = TYPE.matcher(text).matches() && !text.contains("static ") && i == first
                    || i > first
                            && ANNOTATION.matcher(lines.get(first).text()).matches()
                            && TYPE.matcher(text).matches();
            members.add(new Line(lines.get(i).number(), needsStatic ? "static " + text : text));
            String code = LITERALS.matcher(text).replaceAll("").stripTrailing();
            depth += count(code, '{') - count(code, '}');
            if (depth == 0 && (code.endsWith("}") || code.endsWith(";"))) {
                return i;
            }
        }
        return lines.size() - 1;
    }

    private static int count(String text, char c) {
        return (int) text.chars().filter(x -> x == c).count();
    }

    /** The lines of the class. */
    List<Line> toClass(String name, List<String> moreImports) {
        List<Line> source = new ArrayList<>();
        IMPORTS.forEach(type -> source.add(Line.added("import " + type + ";")));
        moreImports.forEach(type -> source.add(Line.added("import " + type + ";")));
        source.addAll(imports);
        source.add(Line.added("@SuppressWarnings(\"all\")"));
        source.add(Line.added("public class " + name + " {"));
        source.addAll(members);
        source.add(Line.added("public static void main(String... args) throws Exception {"));
        source.addAll(statements);
        source.add(Line.added("}"));
        source.add(Line.added("}"));
        return source;
    }
}
