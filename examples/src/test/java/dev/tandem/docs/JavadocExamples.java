package dev.tandem.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Examples in Javadoc comments: what stands between {@code <pre>{@code} and {@code }</pre>}. */
final class JavadocExamples {
    private static final String BEGIN = "<pre>{@code";
    private static final String END = "}</pre>";

    private JavadocExamples() {}

    /** The examples of a source file as a page, so that they are checked as those of pages are. */
    static Page read(Path root, Path file) {
        try {
            return parse(root.relativize(file), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page parse(Path file, String source) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = source.lines().toList();
        StringBuilder prose = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String text = withoutStar(lines.get(i));
            if (!text.strip().equals(BEGIN)) {
                prose.append(text).append('\n');
                continue;
            }
            List<Block.Line> code = new ArrayList<>();
            for (i++; !withoutStar(lines.get(i)).strip().equals(END); i++) {
                code.add(new Block.Line(i + 1, withoutStar(lines.get(i))));
            }
            int comment = prose.lastIndexOf("<!--");
            List<Note> notes = comment < 0 ? List.of() : Note.in(prose.substring(comment));
            blocks.add(new Block(file, blocks.size(), "java", code, notes));
            prose.setLength(0);
        }
        return new Page(file, List.of(), List.of(), List.of(), blocks, List.of());
    }

    private static String withoutStar(String line) {
        String text = line.stripLeading();
        if (text.startsWith("* ")) {
            return text.substring(2);
        }
        return text.equals("*") ? "" : text;
    }
}
