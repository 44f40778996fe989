package dev.tandem.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The texts in the source of the library: what its messages are made of. */
final class SourceMessages {
    /** Exceptions that users meet whatever they do, and warnings; others are thrown and caught inside. */
    private static final Pattern THROWN = Pattern.compile("(?:new (?:RejectedExecution|BrokenPool|Cancellation|Timeout"
            + "|WaitTimeout|WaitInterrupted|UnsupportedOperation|TaskSerialization)Exception\\(|"
            + "LOGGER\\.log\\(\\s*System\\.Logger\\.Level\\.\\w+,)\\s*\"((?:\\\\.|[^\"\\\\])*)\"");

    /** A string or a character, which are kept, or a comment. */
    private static final Pattern TEXT_OR_COMMENT =
            Pattern.compile("(\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])')|/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern LITERAL = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*)\"");

    private final List<String> literals = new ArrayList<>();
    private final List<String> thrown = new ArrayList<>();

    /** Reads all source files below a directory. */
    static SourceMessages of(Path directory) throws IOException {
        SourceMessages messages = new SourceMessages();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                messages.read(Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        return messages;
    }

    private void read(String source) {
        String code = JOINED.matcher(TEXT_OR_COMMENT
                        .matcher(source)
                        .replaceAll(found -> found.group(1) == null ? "" : Matcher.quoteReplacement(found.group(1))))
                .replaceAll("");
        collect(LITERAL, code, literals);
        collect(THROWN, code, thrown);
    }

    private static void collect(Pattern pattern, String code, List<String> texts) {
        for (Matcher matcher = pattern.matcher(code); matcher.find(); ) {
            texts.add(matcher.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
        }
    }

    boolean contain(String text) {
        return literals.stream().anyMatch(literal -> literal.contains(text));
    }

    /** The beginnings of the messages of exceptions and warnings. */
    List<String> thrown() {
        return thrown;
    }
}
