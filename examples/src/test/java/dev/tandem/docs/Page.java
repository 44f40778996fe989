package dev.tandem.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in Markdown.
 *
 * @param file its path, relative to the root of the repository
 * @param headings the texts of its headings
 * @param prose its lines that are in no block
 * @param links where it points to
 * @param blocks its fenced blocks
 * @param notes what it says to the check that is not right before a block: it holds for all its blocks
 */
record Page(
        Path file,
        List<String> headings,
        List<Block.Line> prose,
        List<Link> links,
        List<Block> blocks,
        List<Note> notes) {
    /** A link, and the line in which it stands. */
    record Link(int line, String target) {}

    private static final Pattern FENCE = Pattern.compile("```\\s*(\\S*).*");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

    static Page read(Path root, Path file) {
        try {
            return parse(root.relativize(file), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page parse(Path file, String text) {
        List<String> headings = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        List<Note> pageNotes = new ArrayList<>();
        List<Block.Line> prose = new ArrayList<>();
        StringBuilder sinceBlock = new StringBuilder();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher fence = FENCE.matcher(line);
            if (!fence.matches()) {
                Matcher heading = HEADING.matcher(line);
                if (heading.matches()) {
                    headings.add(heading.group(1));
                }
                addLinks(line, i + 1, links);
                prose.add(new Block.Line(i + 1, line));
                sinceBlock.append(line).append('\n');
                continue;
            }
            List<Block.Line> code = new ArrayList<>();
            for (i++; i < lines.size() && !lines.get(i).startsWith("```"); i++) {
                code.add(new Block.Line(i + 1, lines.get(i)));
            }
            int comments = beginOfLastComments(sinceBlock);
            pageNotes.addAll(Note.in(sinceBlock.substring(0, comments)));
            blocks.add(new Block(file, headings.size(), fence.group(1), code, Note.in(sinceBlock.substring(comments))));
            sinceBlock.setLength(0);
        }
        pageNotes.addAll(Note.in(sinceBlock.toString()));
        return new Page(file, headings, prose, links, blocks, pageNotes);
    }

    /** Where the comments begin between which and the end there is nothing but white space. */
    private static int beginOfLastComments(CharSequence prose) {
        int begin = -1;
        int end = 0;
        for (Matcher comment = COMMENT.matcher(prose); comment.find(); end = comment.end()) {
            boolean follows = prose.subSequence(end, comment.start()).toString().isBlank();
            begin = begin >= 0 && follows ? begin : comment.start();
        }
        boolean isLast = prose.subSequence(end, prose.length()).toString().isBlank();
        return begin >= 0 && isLast ? begin : prose.length();
    }

    private static void addLinks(String line, int number, List<Link> links) {
        for (Matcher link = LINK.matcher(CODE.matcher(line).replaceAll("`")); link.find(); ) {
            links.add(new Link(number, link.group(1)));
        }
    }

    Optional<Note> note(Note.Kind kind) {
        return notes.stream().filter(note -> note.kind() == kind).findFirst();
    }
}
