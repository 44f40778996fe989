package dev.tandem.docs;

import dev.tandem.docs.Block.Line;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes programs of the Java blocks of a page, and finds out what is shown as their output. */
final class Programs {
    private static final Pattern TYPE_NAME =
            Pattern.compile("^(?:public |final |abstract |sealed )*(?:class|record|interface|enum) +(\\w+)");

    private final Page page;
    private final Excerpts excerpts;
    private final List<Program> programs = new ArrayList<>();
    private final List<Block> chain = new ArrayList<>();
    private final List<Program.Shown> shown = new ArrayList<>();
    private final Map<Note, List<Block>> printedByExamples = new LinkedHashMap<>();
    private Optional<Block> lastJava = Optional.empty();

    private Programs(Page page, Excerpts excerpts) {
        this.page = page;
        this.excerpts = excerpts;
    }

    /** The programs of a page; excerpts are checked at once. */
    static List<Program> of(Page page, Excerpts excerpts) {
        Programs programs = new Programs(page, excerpts);
        programs.readAll();
        return programs.programs;
    }

    private void readAll() {
        Optional<Note> pageExcerpts = page.note(Note.Kind.EXCERPTS_OF);
        for (Block block : page.blocks()) {
            Optional<Note> source = block.note(Note.Kind.EXCERPTS_OF).or(() -> pageExcerpts);
            if (block.isJava() && source.isPresent()) {
                endChain();
                excerpts.check(block, source.get());
                lastJava = Optional.empty();
            } else if (block.isJava()) {
                if (block.note(Note.Kind.CONTINUES).isEmpty()) {
                    endChain();
                }
                chain.add(block);
                lastJava = Optional.of(block);
            } else if (block.language().equals("text")
                    && block.note(Note.Kind.NOT_COMPARED).isEmpty()) {
                if (source.isPresent()) {
                    printedByExamples
                            .computeIfAbsent(source.get(), note -> new ArrayList<>())
                            .add(block);
                } else if (lastJava.isPresent() && lastJava.get().section() == block.section()) {
                    shown.add(new Program.Shown(chain.size() - 1, block, true));
                    lastJava = Optional.empty();
                }
            }
        }
        endChain();
        printedByExamples.forEach(
                (note, blocks) -> excerpts.printing(blocks, note).ifPresent(programs::add));
    }

    private void endChain() {
        if (!chain.isEmpty() && isForThisJdk()) {
            programs.add(program());
        }
        chain.clear();
        shown.clear();
    }

    private boolean isForThisJdk() {
        return chain.stream()
                .flatMap(block -> block.note(Note.Kind.JDK).stream())
                .map(note -> Integer.parseInt(note.text().split("\\D")[0]))
                .allMatch(version -> version <= Runtime.version().feature());
    }

    private Program program() {
        Block first = chain.get(0);
        List<Program.Source> sources = new ArrayList<>();
        SnippetSource snippet = new SnippetSource();
        boolean hasSnippet = false;
        for (Block block : chain) {
            if (SnippetSource.isFile(block.lines())) {
                sources.add(new Program.Source(page.file(), typeName(block), block.lines()));
                continue;
            }
            if (block != first) {
                snippet.addStatement("System.out.print('\\f');"); // Lane.PART
            }
            hasSnippet = true;
            block.note(Note.Kind.WITH)
                    .ifPresent(note ->
                            snippet.add(note.text().lines().map(Line::added).toList()));
            snippet.add(block.lines());
        }
        boolean isSnippetRun = hasSnippet && !snippet.hasNoStatements();
        if (hasSnippet) {
            String name = snippetName();
            sources.add(new Program.Source(page.file(), name, snippet.toClass(name, moreImports())));
        }
        String main = sources.get(isSnippetRun ? sources.size() - 1 : 0).className();
        boolean isRun = (isSnippetRun || !hasSnippet)
                && chain.stream()
                        .allMatch(block -> block.note(Note.Kind.COMPILE_ONLY).isEmpty());
        Optional<String> thrown = chain.stream()
                .flatMap(block -> block.note(Note.Kind.THROWS).stream())
                .map(Note::text)
                .findFirst();
        return new Program(first.place(), main, sources, List.copyOf(shown), isRun, thrown);
    }

    /** Examples in Javadoc comments see both packages of the API. */
    private List<String> moreImports() {
        return page.file().toString().endsWith(".java") ? List.of("dev.tandem.spi.*") : List.of();
    }

    /** Tells the page, should it be printed: {@code SizePools_3}. */
    private String snippetName() {
        String file = page.file().getFileName().toString().replaceAll("\\.\\w+$", "");
        StringBuilder name = new StringBuilder();
        for (String word : file.split("[^A-Za-z0-9]+")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        String beforeDigits = Character.isDigit(name.charAt(0)) ? "Page" : "";
        return beforeDigits + name + "_" + (programs.size() + 1);
    }

    /** The name of the first public type of a block, or of the last type if none is. */
    static String typeName(Block block) {
        String name = "";
        for (Line line : block.lines()) {
            Matcher matcher = TYPE_NAME.matcher(line.text());
            if (matcher.find() && (name.isEmpty() || line.text().startsWith("public "))) {
                name = matcher.group(1);
            }
        }
        return name;
    }
}
