package dev.tandem.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Compiles and runs the Java blocks of pages, and compares what they print with what is shown.
 *
 * <pre>
 * Page (Markdown, or a source file's Javadoc)
 *   Block      what stands between fences, with the notes in the comments before it
 *   Program    a block and those that continue it; output that is shown after them
 *   Lane       programs whose class names differ: one run of javac, one JVM, run one after the other (BlockRunner)
 * </pre>
 */
final class CodeCheck {
    /** Two JVMs at a time: most programs wait for the start of workers. */
    private static final int LANES = 2;

    private final Path directory;
    private final Path examples;

    /**
     * A check.
     *
     * @param directory an empty directory for what is compiled and printed
     * @param examples the root of the sources of which pages may show excerpts
     */
    CodeCheck(Path directory, Path examples) {
        this.directory = directory;
        this.examples = examples;
    }

    /** Checks pages and returns what is wrong, each with page and line. */
    List<String> problems(List<Page> pages) throws Exception {
        List<String> problems = new ArrayList<>();
        Excerpts excerpts = new Excerpts(examples, problems);
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(newLane(i));
        }
        for (Page page : pages) {
            for (Program program : Programs.of(page, excerpts)) {
                add(program, lanes);
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(LANES);
        try {
            List<Callable<List<String>>> runs = new ArrayList<>();
            for (Lane lane : lanes) {
                runs.add(() -> lane.problems(System.getProperty("java.class.path")));
            }
            for (Future<List<String>> run : threads.invokeAll(runs)) {
                problems.addAll(run.get());
            }
        } finally {
            threads.shutdownNow();
        }
        return problems;
    }

    /** Adds it to the emptiest lane that can take it. */
    private void add(Program program, List<Lane> lanes) throws IOException {
        lanes.sort((a, b) -> Integer.compare(a.size(), b.size()));
        for (Lane lane : lanes) {
            if (lane.tryAdd(program)) {
                return;
            }
        }
        Lane lane = newLane(lanes.size());
        lane.tryAdd(program);
        lanes.add(lane);
    }

    private Lane newLane(int number) throws IOException {
        return new Lane(Files.createDirectories(directory.resolve("lane-" + number)));
    }
}
