package dev.tandem.cli.about;

import java.util.IllegalFormatException;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Writes text in the language of manual pages, man(7). */
final class Roff {
    private final StringBuilder page = new StringBuilder();

    /** Begins the page. */
    Roff(String name, String version) {
        page.append(".TH ")
                .append(quoted(name.toUpperCase(Locale.ROOT)))
                .append(" 1 \"\" ")
                .append(quoted(name + " " + version))
                .append(" ")
                .append(quoted("User Commands"))
                .append('\n');
    }

    void section(String title) {
        page.append(".SH ").append(quoted(title)).append('\n');
    }

    void subsection(String title) {
        page.append(".SS ").append(quoted(title)).append('\n');
    }

    void paragraph(String text) {
        page.append(".PP\n");
        line(text);
    }

    /** A term, and behind it what it means. */
    void item(String term, String meaning) {
        page.append(".TP\n.B ").append(quoted(term)).append('\n');
        line(meaning.isEmpty() ? " " : meaning);
    }

    /** Lines that stay as they are. */
    void literal(Iterable<String> lines) {
        page.append(".PP\n.RS 4\n.nf\n");
        lines.forEach(this::line);
        page.append(".fi\n.RE\n");
    }

    private void line(String text) {
        for (String each : text.split("\n", -1)) {
            String escaped = escaped(each);
            boolean isControl = escaped.startsWith(".") || escaped.startsWith("'");
            page.append(isControl ? "\\&" : "").append(escaped).append('\n');
        }
    }

    private static String quoted(String text) {
        return '"' + escaped(text).replace("\"", "\\(dq") + '"';
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti")
                .replace("`", "\\(ga");
    }

    /** Text of picocli's, without its colours and with its line ends. */
    static String plain(String text) {
        String formatted;
        try {
            formatted = String.format(Locale.ROOT, text);
        } catch (IllegalFormatException e) {
            formatted = text; // picocli takes it as it is then, too
        }
        return Ansi.OFF.string(formatted).replace("\r", "");
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
