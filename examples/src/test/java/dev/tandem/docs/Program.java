package dev.tandem.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is compiled and run in one go: a block, with those that continue it.
 *
 * @param place where it begins, as {@code page:line}
 * @param mainClass the name of the class to run
 * @param sources its source files; none if it is an example of this module
 * @param shown what is shown as its output, one for each of its blocks
 * @param isRun whether it has anything to run
 * @param expectedException the simple name of the exception that ends it
 */
record Program(
        String place,
        String mainClass,
        List<Source> sources,
        List<Shown> shown,
        boolean isRun,
        Optional<String> expectedException) {
    /**
     * A source file.
     *
     * @param page where its lines come from
     * @param className the name of its first type
     * @param lines its lines
     */
    record Source(Path page, String className, List<Block.Line> lines) {
        String text() {
            StringBuilder text = new StringBuilder();
            lines.forEach(line -> text.append(line.text()).append('\n'));
            return text.toString();
        }

        /** The line of the page from which a line of this source comes, or the next one before it that does. */
        int pageLine(long sourceLine) {
            for (int i = (int) Math.min(sourceLine, lines.size()) - 1; i >= 0; i--) {
                if (lines.get(i).number() > 0) {
                    return lines.get(i).number();
                }
            }
            return lines.stream()
                    .mapToInt(Block.Line::number)
                    .filter(n -> n > 0)
                    .findFirst()
                    .orElse(0);
        }
    }

    /**
     * Output that a page shows.
     *
     * @param part the number of the block that has printed it, from 0
     * @param block the text
     * @param isWhole whether it is all that was printed, or a part of it
     */
    record Shown(int part, Block block, boolean isWhole) {}

    List<String> classNames() {
        List<String> names = new ArrayList<>();
        sources.forEach(source -> names.add(source.className()));
        return names;
    }
}
