package dev.tandem.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A JVM for a side that must have one to itself: how it is launched, and how it answers {@link ChildSide}. */
final class ChildJvm {
    private ChildJvm() {}

    /** Launches a class of ours with the JDK and the class path of this JVM. */
    static ProcessBuilder command(List<String> flags, Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(flags);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        words.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(words);
    }

    /** Measures once for each line of the input, until it ends. */
    static void answer(Measuring measuring) throws Exception {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        while (requests.readLine() != null) {
            Answer answer = measuring.measure();
            String figures = answer.sample().values().stream()
                    .map(value -> String.format(Locale.ROOT, "%f", value))
                    .collect(Collectors.joining(" "));
            System.out.println(ChildSide.MARK + answer.sum() + " " + figures);
        }
    }

    /** What a child does for each line. */
    interface Measuring {
        Answer measure() throws Exception;
    }

    /**
     * What a child answers.
     *
     * @param sum the sum of the results
     * @param sample the figures
     */
    record Answer(long sum, Sample sample) {}
}
