package dev.tandem;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a {@link Pipeline} has done so far: a snapshot. Its {@link #toString} is a table.
 *
 * @param elapsed the time since the start, up to the end if it has ended
 * @param stages the inputs and then all stages, in their order
 * @param bottleneck the label of the one that holds up the others: a stage, {@link #INPUT}, or {@link #CONSUMER}
 * @since 0.1
 */
public record PipelineStats(Duration elapsed, List<StageStats> stages, String bottleneck) {
    /** The label of the inputs: whoever gives them is the slowest. */
    public static final String INPUT = "input";

    /** The bottleneck if whoever consumes the results is the slowest. */
    public static final String CONSUMER = "consumer";

    /**
     * Copies the list.
     *
     * @param elapsed the time since the start, up to the end if it has ended
     * @param stages the inputs and then all stages, in their order
     * @param bottleneck the label of the one that holds up the others
     */
    public PipelineStats {
        stages = List.copyOf(stages);
    }

    /**
     * Returns what one stage has done.
     *
     * @param label the label of the stage
     * @return its figures
     * @throws IllegalArgumentException if there is no such stage
     */
    public StageStats stage(String label) {
        for (StageStats stage : stages) {
            if (stage.label().equals(label)) {
                return stage;
            }
        }
        throw new IllegalArgumentException("no stage has this label: label='" + label + "', labels="
                + stages.stream().map(StageStats::label).toList());
    }

    /**
     * Returns a table: a line for each stage, and which one is the bottleneck.
     *
     * @return several lines, without a line break at the end
     */
    @Override
    public String toString() {
        int width = Math.max(
                "stage".length(),
                stages.stream().mapToInt(stage -> stage.label().length()).max().orElse(0));
        StringBuilder text = new StringBuilder();
        line(text, width, "stage", "in", "out", "failed", "rate/s", "busy", "waiting", "blocked", "limited");
        for (StageStats stage : stages) {
            line(
                    text.append('\n'),
                    width,
                    stage.label(),
                    number(stage.in()),
                    number(stage.out()),
                    number(stage.failed()),
                    rate(stage.ratePerSecond()),
                    percent(stage.busyShare()),
                    percent(stage.waitingShare()),
                    percent(stage.blockedShare()),
                    percent(stage.limitedShare()));
        }
        return text.append(String.format(
                        Locale.ROOT, "\nelapsed: %.1f s, bottleneck: %s", elapsed.toNanos() / 1e9, bottleneck))
                .toString();
    }

    private static void line(StringBuilder text, int width, String label, Object... cells) {
        text.append(String.format(Locale.ROOT, "%-" + width + "s", label));
        for (Object cell : cells) {
            text.append(String.format(Locale.ROOT, " %10s", cell));
        }
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String rate(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.1f" : "%,.0f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
