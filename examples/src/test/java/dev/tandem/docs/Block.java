package dev.tandem.docs;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A fenced block of a page, or an example in a Javadoc comment.
 *
 * @param page where it stands
 * @param section how many headings there are before it
 * @param language what follows the fence, such as {@code java} or {@code text}
 * @param lines the lines between the fences
 * @param notes what the comments right before it say to the check
 */
record Block(Path page, int section, String language, List<Line> lines, List<Note> notes) {
    /**
     * A line of a block, or one that the check has added.
     *
     * @param number its number on the page, from 1; 0 if it was added
     * @param text what it says
     */
    record Line(int number, String text) {
        static Line added(String text) {
            return new Line(0, text);
        }
    }

    /** The number of its first line. */
    int line() {
        return lines.isEmpty() ? 0 : lines.get(0).number();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    boolean isJava() {
        return language.equals("java");
    }

    Optional<Note> note(Note.Kind kind) {
        return notes.stream().filter(note -> note.kind() == kind).findFirst();
    }

    String place() {
        return page + ":" + line();
    }
}
