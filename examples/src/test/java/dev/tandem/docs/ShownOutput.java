package dev.tandem.docs;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares what a page shows with what was printed. What differs from run to run is alike: process ids, the numbers of
 * workers beside them, times and hash codes. {@code ...} stands for anything. Lines may be broken anywhere.
 */
final class ShownOutput {
    /** Patterns of what is different each time, and what is put in their place. */
    private static final List<Map.Entry<Pattern, String>> VARYING = List.of(
            alike("\\x1b\\[[0-9;]*m", ""),
            alike("worker \\d+ \\(pid \\d+\\)", "worker # (pid #)"),
            alike("\\bpid([ =])\\d+", "pid$1#"),
            alike("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?Z?", "#date"),
            alike("\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?", "#clock"),
            alike("\\b\\d+([.,]\\d+)? ?(ns|us|ms|s)\\b", "#time"),
            alike("\"seconds\":\\d+\\.\\d+", "\"seconds\":#"),
            alike("\\bworker-\\d+\"", "worker-#\""),
            alike("\\t\\d+\\.\\d{3}\\t", "\t#time\t"),
            alike("@[0-9a-f]{5,8}\\b", "@#"),
            alike("\\$\\$Lambda[^ ,;)]*", "\\$\\$Lambda#"));

    private ShownOutput() {}

    private static Map.Entry<Pattern, String> alike(String pattern, String replacement) {
        return Map.entry(Pattern.compile(pattern), replacement);
    }

    /** Whether the shown text is all that was printed. */
    static boolean isAllOf(String shown, String printed) {
        return pattern(shown).matcher(alike(printed)).matches();
    }

    /** Whether the shown text is a part of what was printed. */
    static boolean isPartOf(String shown, String printed) {
        return pattern(shown).matcher(alike(printed)).find();
    }

    /** Tells printed lines that are shown so. */
    static Predicate<String> line(String shown) {
        Pattern pattern = pattern(shown);
        return printed -> pattern.matcher(alike(printed)).matches();
    }

    private static Pattern pattern(String shown) {
        String regex = Stream.of(alike(shown).split("\\.\\.\\.", -1))
                .map(part -> Pattern.quote(part.strip()))
                .collect(Collectors.joining("\\s*.*?\\s*"));
        return Pattern.compile(regex, Pattern.DOTALL);
    }

    private static String alike(String text) {
        String result = text;
        for (Map.Entry<Pattern, String> varying : VARYING) {
            result = varying.getKey().matcher(result).replaceAll(varying.getValue());
        }
        return Excerpts.withoutLayout(result);
    }
}
