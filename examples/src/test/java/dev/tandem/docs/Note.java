package dev.tandem.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a comment in a page says to the check, such as {@code <!-- compile only: it takes a minute -->}. Comments that
 * begin with none of the words are for people.
 */
record Note(Kind kind, String text) {
    enum Kind {
        /** The block goes on where the one before ends: both are one program. */
        CONTINUES,
        /** Code that comes before the block and is not shown. */
        WITH,
        /** The block is compiled and not run; the reason follows. */
        COMPILE_ONLY,
        /** The block ends by an exception of the named class. */
        THROWS,
        /** The block needs this version of the JDK, or a later one. */
        JDK,
        /** The block, or all blocks of the page, are parts of the named examples. */
        EXCERPTS_OF,
        /** The text is not compared with what was printed; the reason follows. */
        NOT_COMPARED,
        /** The session is not run, but its command lines are parsed; the reason follows. */
        NOT_RUN,
        /** The session is run where these programs are; elsewhere its command lines are parsed. */
        NEEDS,
        /** These parts of the session's output are different on other machines, or each time. */
        DIFFERS,
        /** Lines of the session's output come in any order; the reason follows. */
        IN_ANY_ORDER;

        String words() {
            return this == JDK ? "JDK" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final Pattern COMMENT = Pattern.compile("<!--(.*?)-->", Pattern.DOTALL);
    private static final Pattern NOTE = Pattern.compile(
            Stream.of(Kind.values()).map(Kind::words).collect(Collectors.joining("|", "(", ")\\b:?(.*)")),
            Pattern.DOTALL);

    /** The notes in the comments of a text. */
    static List<Note> in(String text) {
        List<Note> notes = new ArrayList<>();
        for (Matcher comment = COMMENT.matcher(text); comment.find(); ) {
            Matcher note = NOTE.matcher(comment.group(1).strip());
            if (note.matches()) {
                String kind = note.group(1).toUpperCase(Locale.ROOT).replace(' ', '_');
                notes.add(new Note(Kind.valueOf(kind), note.group(2).strip()));
            }
        }
        return notes;
    }
}
