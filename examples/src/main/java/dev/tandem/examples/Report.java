package dev.tandem.examples;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where a scenario says what it found: lines of text, a progress line, a table, and checks. Thread-safe. */
final class Report {
    private static final String INDENT = "    ";
    /** Longer texts are broken into lines of this width. */
    private static final int WIDTH = 100;
    /** A line that is written over may change this often. */
    private static final Duration TERMINAL_PERIOD = Duration.ofMillis(100);
    /** In a file or log a line of progress is only worth its room when something lasts. */
    private static final Duration LOG_PERIOD = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean terminal;
    private final long progressPeriodNanos;
    private long lastProgressNanos = System.nanoTime();
    private int progressWidth;
    private int checks;

    Report(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.progressPeriodNanos = (terminal ? TERMINAL_PERIOD : LOG_PERIOD).toNanos();
    }

    /** Prints a line, or several: every line of the text is indented. */
    synchronized void say(String format, @Nullable Object... values) {
        clearProgress();
        String.format(Locale.ROOT, format, values).lines().forEach(line -> out.println(INDENT + line));
    }

    /** Prints a longer text, broken into lines that start with some more indent. */
    void sayWrapped(String indent, String text) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+")) {
            if (line.length() > 0 && line.length() + word.length() >= WIDTH) {
                say("%s%s", indent, line);
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        say("%s%s", indent, line);
    }

    /** Prints the first line of a failure's message. */
    void sayMessage(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        sayWrapped(INDENT, message.lines().findFirst().orElse(""));
    }

    synchronized void blankLine() {
        clearProgress();
        out.println();
    }

    /** Prints rows in columns, those of numbers aligned to the right. */
    void table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        List<Boolean> numbers = new ArrayList<>();
        for (int i = 0; i < rows.get(0).size(); i++) {
            int column = i;
            widths.add(rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0));
            numbers.add(column > 0 && Character.isDigit(rows.get(1).get(column).charAt(0)));
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths.get(column) - cell.length());
                line.append(column == 0 ? "" : "   ").append(numbers.get(column) ? padding + cell : cell + padding);
            }
            say("%s", line.toString().stripTrailing());
        }
    }

    /** Tells how far a longer job is; most calls print nothing. */
    synchronized void progress(String what, long done, long total) {
        long now = System.nanoTime();
        if (now - lastProgressNanos < progressPeriodNanos) {
            return;
        }
        lastProgressNanos = now;
        String line = String.format(Locale.ROOT, "%s... %s: %,d of %,d", INDENT, what, done, total);
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, progressWidth - line.length())));
            out.flush();
            progressWidth = line.length();
        } else {
            out.println(line);
        }
    }

    /** Fails the scenario unless the claim holds. */
    void check(boolean holds, String claim, @Nullable Object... values) {
        String text = String.format(Locale.ROOT, claim, values);
        if (!holds) {
            throw new CheckFailedError("this does not hold: " + text);
        }
        passed(text);
    }

    /** Fails the scenario unless the two are equal. */
    void checkEquals(@Nullable Object wanted, @Nullable Object actual, String claim, @Nullable Object... values) {
        String text = String.format(Locale.ROOT, claim, values);
        if (!Objects.equals(wanted, actual)) {
            throw new CheckFailedError(
                    "this does not hold: " + text + "\n  wanted: " + wanted + "\n  actual: " + actual);
        }
        passed(text);
    }

    /** Fails the scenario unless the claim comes true in time. */
    void checkWithin(Duration patience, BooleanSupplier condition, String claim, @Nullable Object... values)
            throws InterruptedException {
        Stopwatch watch = Stopwatch.start();
        while (!condition.getAsBoolean() && watch.elapsed().compareTo(patience) < 0) {
            Thread.sleep(2);
        }
        check(condition.getAsBoolean(), claim, values);
    }

    /** Returns how many checks have passed. */
    synchronized int checks() {
        return checks;
    }

    /** Ends the progress line, if there is one. */
    synchronized void clearProgress() {
        if (progressWidth > 0) {
            out.print("\r" + " ".repeat(progressWidth) + "\r");
            progressWidth = 0;
        }
    }

    private synchronized void passed(String claim) {
        checks++;
        say("ok: %s", claim);
    }
}
