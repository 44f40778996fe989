package dev.tandem.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A session of a shell: a block whose commands begin with {@code $}, with those that continue it.
 *
 * @param parts its blocks
 * @param files the Java files that the page shows, by name: they are there
 */
record Session(List<Part> parts, Map<String, String> files) {
    private static final String PROMPT = "$ ";
    private static final String JSHELL = "jshell";
    private static final String JSHELL_PROMPT = "jshell> ";

    /**
     * A block of a session.
     *
     * @param block the block
     * @param steps its commands
     */
    record Part(Block block, List<Step> steps) {
        /** The command that comes before the block and is not shown. */
        String hidden() {
            return block.note(Note.Kind.WITH).map(Note::text).orElse("");
        }

        /** Parts of the output that differ from run to run. */
        List<String> differing() {
            return block.note(Note.Kind.DIFFERS)
                    .map(note -> List.of(note.text().split(",\\s+")))
                    .orElse(List.of());
        }
    }

    /**
     * A command, and what is shown as its output.
     *
     * @param place where it stands, as {@code page:line}
     * @param command what is typed, in one line or several
     * @param shown the lines after it
     */
    record Step(String place, String command, List<String> shown) {
        /** Whether it is a session of JShell, whose input is shown among its output. */
        boolean isJshell() {
            return command.startsWith(JSHELL + " ");
        }

        /** What is typed into JShell. */
        List<String> input() {
            return shown.stream()
                    .filter(line -> line.startsWith(JSHELL_PROMPT))
                    .map(line -> line.substring(JSHELL_PROMPT.length()))
                    .toList();
        }

        /** What JShell prints. */
        List<String> output() {
            return shown.stream()
                    .filter(line -> !line.startsWith(JSHELL_PROMPT))
                    .toList();
        }
    }

    /** Whether a block is a session, or a part of one. */
    static boolean isSession(Block block) {
        return block.language().isEmpty()
                && block.lines().stream().anyMatch(line -> line.text().startsWith(PROMPT));
    }

    /** The sessions of a page. */
    static List<Session> of(Page page) {
        List<Session> sessions = new ArrayList<>();
        Map<String, String> files = files(page);
        for (Block block : page.blocks()) {
            if (!isSession(block)) {
                continue;
            }
            if (block.note(Note.Kind.CONTINUES).isEmpty() || sessions.isEmpty()) {
                sessions.add(new Session(new ArrayList<>(), files));
            }
            sessions.get(sessions.size() - 1).parts().add(new Part(block, steps(block)));
        }
        return sessions;
    }

    private static Map<String, String> files(Page page) {
        Map<String, String> files = new TreeMap<>();
        for (Block block : page.blocks()) {
            if (block.isJava() && SnippetSource.isFile(block.lines())) {
                files.put(Programs.typeName(block) + ".java", block.text());
            }
        }
        return files;
    }

    private static List<Step> steps(Block block) {
        List<Step> steps = new ArrayList<>();
        for (Block.Line line : block.lines()) {
            Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            if (line.text().startsWith(PROMPT)) {
                String command = line.text().substring(PROMPT.length());
                steps.add(new Step(block.page() + ":" + line.number(), command, new ArrayList<>()));
            } else if (last != null && last.command().endsWith("\\")) {
                String longer = last.command() + "\n" + line.text();
                steps.set(steps.size() - 1, new Step(last.place(), longer, new ArrayList<>()));
            } else if (last != null) {
                last.shown().add(line.text());
            }
        }
        return steps;
    }

    String place() {
        return parts.get(0).block().place();
    }

    /** Programs without which it is not run. */
    List<String> needs() {
        return parts.stream()
                .flatMap(part -> part.block().note(Note.Kind.NEEDS).stream())
                .flatMap(note -> List.of(note.text().split(",\\s+")).stream())
                .toList();
    }

    /** Why it is not run. */
    Optional<String> reasonNotToRun() {
        return parts.stream()
                .flatMap(part -> part.block().note(Note.Kind.NOT_RUN).stream())
                .map(Note::text)
                .findFirst();
    }
}
