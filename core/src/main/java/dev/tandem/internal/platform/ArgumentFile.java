package dev.tandem.internal.platform;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file with arguments, as {@code java @file} reads it: in the encoding of the system, with quotes and comments. */
public final class ArgumentFile {
    private ArgumentFile() {}

    private static Charset encoding() {
        String encoding = System.getProperty("native.encoding");
        return encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
    }

    /**
     * Writes one. A letter that the encoding does not have becomes a question mark, as on a command line: this JVM could
     * not open a file of that name either.
     */
    public static void write(Path file, List<String> arguments) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            text.append('"')
                    .append(argument.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        }
        Files.write(file, text.toString().getBytes(encoding()));
    }

    static List<String> read(Path file) throws IOException {
        return parse(new String(Files.readAllBytes(file), encoding()));
    }

    static List<String> parse(String text) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (c == '#') {
                i = endOfLine(text, i);
            } else {
                StringBuilder argument = new StringBuilder();
                i = parseArgument(text, i, argument);
                arguments.add(argument.toString());
            }
        }
        return arguments;
    }

    private static int parseArgument(String text, int start, StringBuilder argument) {
        char quote = 0;
        int i = start;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                break;
            }
            i++;
            if (quote == 0 ? c == '"' || c == '\'' : c == quote) {
                quote = quote == 0 ? c : 0;
            } else if (quote != 0 && c == '\\' && i < text.length()) {
                i = parseEscape(text, i, argument);
            } else {
                argument.append(c);
            }
        }
        return i;
    }

    /** What is behind a backslash between quotes: a letter for a control character, a line's end, or what it is. */
    private static int parseEscape(String text, int start, StringBuilder argument) {
        char c = text.charAt(start);
        switch (c) {
            case 'n' -> argument.append('\n');
            case 'r' -> argument.append('\r');
            case 't' -> argument.append('\t');
            case 'f' -> argument.append('\f');
            case '\n', '\r' -> {
                int i = start;
                while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
                    i++; // the argument goes on behind the indentation of the next line
                }
                return i;
            }
            default -> argument.append(c);
        }
        return start + 1;
    }

    private static int endOfLine(String text, int start) {
        int i = start;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }
}
