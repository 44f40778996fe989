package dev.tandem.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks that what pages show as a part of an example of this module is one, however its lines are broken. */
final class Excerpts {
    private static final Pattern PACKAGE = Pattern.compile("^package (\\S+);", Pattern.MULTILINE);

    private final Path sources;
    private final List<String> problems;

    Excerpts(Path sources, List<String> problems) {
        this.sources = sources;
        this.problems = problems;
    }

    /** Checks a block against the examples that a note names. */
    void check(Block block, Note note) {
        String wanted = withoutLayout(block.text());
        boolean found = false;
        for (String example : names(note)) {
            found |= source(example, block)
                    .filter(text -> withoutLayout(text).contains(wanted))
                    .isPresent();
        }
        if (!found) {
            problems.add(block.place() + ": is no part of " + names(note) + ":\n" + block.text());
        }
    }

    /** The run of the first of the named examples that has a {@code main}: the texts are parts of what it prints. */
    Optional<Program> printing(List<Block> texts, Note note) {
        Block first = texts.get(0);
        List<Program.Shown> shown =
                texts.stream().map(text -> new Program.Shown(0, text, false)).toList();
        for (String example : names(note)) {
            Optional<String> source = source(example, first).filter(text -> text.contains("static void main("));
            if (source.isPresent()) {
                String main = packageOf(source.get()) + example;
                return Optional.of(new Program(first.place(), main, List.of(), shown, true, Optional.empty()));
            }
        }
        problems.add(first.place() + ": none of " + names(note) + " has a main that could print this");
        return Optional.empty();
    }

    private static String packageOf(String source) {
        Matcher matcher = PACKAGE.matcher(source);
        return matcher.find() ? matcher.group(1) + "." : "";
    }

    private static List<String> names(Note note) {
        return Stream.of(note.text().split("[,\\s]+")).toList();
    }

    private Optional<String> source(String example, Block block) {
        try (Stream<Path> files = Files.walk(sources)) {
            Optional<Path> file =
                    files.filter(path -> path.endsWith(example + ".java")).findFirst();
            if (file.isEmpty()) {
                problems.add(block.place() + ": there is no example " + example);
                return Optional.empty();
            }
            return Optional.of(Files.readString(file.get(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String withoutLayout(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }
}
