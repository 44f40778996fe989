package dev.tandem.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads recordings of JDK Flight Recorder and prints what pools did: tasks by label, workers, timeouts, retries and
 * exits. Takes recordings of the process that has the pools, of workers, or both.
 */
public final class RecordingSummary {
    /** How many rows a table has at most; the others are counted. */
    private static final int MOST_ROWS = 20;

    private static final String PREFIX = "dev.tandem.";
    private static final int USAGE_ERROR = 2;

    /** What belongs together. */
    private static final class Group {
        private final String name;
        private long count;
        private long succeeded;
        private Duration run = Duration.ZERO;
        private Duration longest = Duration.ZERO;
        private Duration wait = Duration.ZERO;
        private Duration serialization = Duration.ZERO;
        private long waits;
        private @Nullable Duration start;
        private String exit = "";

        Group(String name) {
            this.name = name;
        }

        void ran(Duration time, boolean success) {
            count++;
            succeeded += success ? 1 : 0;
            run = run.plus(time);
            longest = time.compareTo(longest) > 0 ? time : longest;
        }

        void waited(Duration time) {
            waits++;
            wait = wait.plus(time);
        }

        String name() {
            return name;
        }

        Duration run() {
            return run;
        }
    }

    private final Map<String, Group> tasks = new TreeMap<>();
    private final Map<String, Group> workers = new TreeMap<>();
    private final Map<String, Group> inWorkers = new TreeMap<>();
    private final Map<String, Integer> timeouts = new TreeMap<>();
    private final Map<String, Integer> retries = new TreeMap<>();
    private final Map<String, Integer> exits = new TreeMap<>();

    /** Reads nothing yet. */
    RecordingSummary() {}

    /**
     * Prints a summary of recordings.
     *
     * @param args the files
     * @throws IOException if one cannot be read
     */
    public static void main(String... args) throws IOException {
        if (args.length == 0) {
            System.err.println("usage: RecordingSummary FILE...");
            System.exit(USAGE_ERROR);
        }
        RecordingSummary summary = new RecordingSummary();
        for (String arg : args) {
            summary.read(Path.of(arg));
        }
        summary.print(System.out);
    }

    /** Adds what is in a recording. */
    void read(Path file) throws IOException {
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                String name = event.getEventType().getName();
                if (name.startsWith(PREFIX)) {
                    add(name.substring(PREFIX.length()), event);
                }
            }
        }
    }

    private void add(String name, RecordedEvent event) {
        switch (name) {
            case "TaskQueue" -> group(tasks, label(event)).waited(event.getDuration("waitTime"));
            case "TaskExecute" -> {
                Duration time = event.getDuration("runTime");
                boolean success = event.getString("outcome").equals("SUCCEEDED");
                group(tasks, label(event)).ran(time, success);
                group(workers, worker(event)).ran(time, success);
            }
            case "WorkerTask" -> {
                Group group = group(inWorkers, label(event));
                group.ran(event.getDuration("runTime"), event.getBoolean("succeeded"));
                group.serialization = group.serialization
                        .plus(event.getDuration("decodeTime"))
                        .plus(event.getDuration("encodeTime"));
            }
            case "WorkerStart" -> group(workers, worker(event)).start = event.getDuration();
            case "WorkerExit" -> {
                group(workers, worker(event)).exit = event.getString("reason");
                exits.merge(event.getString("reason"), 1, Integer::sum);
            }
            case "TaskTimeout" -> timeouts.merge(label(event), 1, Integer::sum);
            case "TaskRetry" -> retries.merge(label(event), 1, Integer::sum);
            default -> {} // of no use here
        }
    }

    private static Group group(Map<String, Group> groups, String name) {
        return groups.computeIfAbsent(name, Group::new);
    }

    /** Tasks without a label of their own are one group. */
    private static String label(RecordedEvent event) {
        String label = String.valueOf(event.getString("task"));
        return label.matches("task-\\d+") ? "(no label)" : label;
    }

    private static String worker(RecordedEvent event) {
        return String.format(
                Locale.ROOT, "%s %d (pid %d)", event.getString("pool"), event.getInt("worker"), event.getLong("pid"));
    }

    /** Prints what was read. */
    void print(PrintStream out) {
        if (tasks.isEmpty() && inWorkers.isEmpty() && workers.isEmpty()) {
            out.println("no events of Tandem in these recordings");
            return;
        }
        printTasks(out, "tasks, as their pools saw them", tasks, "mean wait", each -> mean(each.wait, each.waits));
        if (!workers.isEmpty()) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("worker", "attempts", "running", "ready after", "end"));
            for (Group each : largest(workers)) {
                Duration start = each.start;
                rows.add(List.of(
                        each.name,
                        Long.toString(each.count),
                        millis(each.run),
                        start == null ? "-" : millis(start),
                        each.exit.isEmpty() ? "-" : each.exit));
            }
            table(out, "workers", rows, workers.size());
        }
        printTasks(
                out,
                "tasks, as workers recorded them",
                inWorkers,
                "mean serialization",
                each -> mean(each.serialization, each.count));
        out.println("timeouts: " + counts(timeouts));
        out.println("retries:  " + counts(retries));
        out.println("exits:    " + counts(exits));
    }

    private static void printTasks(
            PrintStream out, String title, Map<String, Group> groups, String lastHead, Function<Group, String> last) {
        if (groups.isEmpty()) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("task", "attempts", "succeeded", "mean", "longest", lastHead));
        for (Group each : largest(groups)) {
            rows.add(List.of(
                    each.name,
                    Long.toString(each.count),
                    Long.toString(each.succeeded),
                    mean(each.run, each.count),
                    millis(each.longest),
                    last.apply(each)));
        }
        table(out, title, rows, groups.size());
    }

    private static List<Group> largest(Map<String, Group> groups) {
        return groups.values().stream()
                .sorted(Comparator.comparing(Group::run).reversed().thenComparing(Group::name))
                .limit(MOST_ROWS)
                .toList();
    }

    private static String mean(Duration sum, long count) {
        return count == 0 ? "-" : millis(sum.dividedBy(count));
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%,.1f ms", time.toNanos() / 1e6);
    }

    private static String counts(Map<String, Integer> counts) {
        if (counts.isEmpty()) {
            return "none";
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((name, count) -> parts.add(name + " " + count));
        return String.join(", ", parts);
    }

    private static void table(PrintStream out, String title, List<List<String>> rows, int total) {
        out.println(title);
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length()));
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + padding : padding + row.get(i))
                        .append("   ");
            }
            out.println(line.toString().stripTrailing());
        }
        int hidden = total - (rows.size() - 1);
        if (hidden > 0) {
            out.println("  and " + hidden + " more");
        }
        out.println();
    }
}
