package dev.tandem;

import java.time.Duration;
import java.util.Locale;

/** The report of {@link Insights}. */
final class InsightsText {
    /** More workers are told together. */
    private static final int MOST_WORKERS = 16;

    private InsightsText() {}

    static String of(Insights all) {
        StringBuilder text = new StringBuilder();
        Insights.Worker total = all.total();
        line(text, "%s: %s in %s", all.pool(), amount(all), time(all.elapsed()));
        if (all.failed() + all.cancelled() + all.retried() + all.crashes() > 0) {
            line(
                    text,
                    "  failed %d (timed out %d), cancelled %d, retried %d, worker crashes %d",
                    all.failed(),
                    all.timedOut(),
                    all.cancelled(),
                    all.retried(),
                    all.crashes());
        }
        line(text, "  %-16s %8s %8s %8s %11s %8s", "worker", "tasks", "working", "waiting", "serializing", "starting");
        boolean each = all.workers().size() > 1 && all.workers().size() <= MOST_WORKERS;
        for (Insights.Worker worker : each ? all.workers() : java.util.List.<Insights.Worker>of()) {
            row(text, worker.id().map(id -> Integer.toString(id.number())).orElse(worker.count() + " more"), worker);
        }
        row(text, each ? "all" : total.count() == 1 ? "1" : "all " + total.count(), total);
        if (!all.encoding().plus(all.decoding()).plus(total.serializing()).isZero()) {
            line(
                    text,
                    "  serializing: tasks %s here and %s in workers, results %s in workers and %s here",
                    time(all.encoding()),
                    time(total.decoding()),
                    time(total.encoding()),
                    time(all.decoding()));
        }
        if (!all.slowest().isEmpty()) {
            line(text, "  slowest tasks");
            for (Insights.Slow slow : all.slowest()) {
                line(text, "  %10s  %s", time(slow.time()), description(slow));
            }
        }
        return text.toString().stripTrailing();
    }

    private static String amount(Insights all) {
        String tasks = all.tasks() + (all.tasks() == 1 ? " task" : " tasks");
        return all.elements() == all.tasks() ? tasks : tasks + " of " + all.elements() + " elements";
    }

    private static void row(StringBuilder text, String name, Insights.Worker worker) {
        line(
                text,
                "  %-16s %8d %7.1f%% %7.1f%% %10.1f%% %7.1f%%",
                name,
                worker.tasks(),
                100 * worker.share(worker.working()),
                100 * worker.share(worker.waiting()),
                100 * worker.share(worker.serializing()),
                100 * worker.share(worker.starting()));
    }

    private static String description(Insights.Slow slow) {
        StringBuilder text = new StringBuilder(slow.label());
        if (slow.elements() > 1) {
            text.append(" (").append(slow.elements()).append(" elements)");
        }
        slow.worker().ifPresent(worker -> text.append(", worker ").append(worker.number()));
        if (slow.outcome() != TaskStatus.SUCCEEDED) {
            text.append(", ").append(slow.outcome().name().toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    /** Three digits and a unit. */
    static String time(Duration time) {
        double nanos = time.toNanos();
        if (nanos < 1e3) {
            return String.format(Locale.ROOT, "%.0f ns", nanos);
        }
        if (nanos < 1e6) {
            return digits(nanos / 1e3) + " us";
        }
        if (nanos < 1e9) {
            return digits(nanos / 1e6) + " ms";
        }
        return nanos < 600e9 ? digits(nanos / 1e9) + " s" : digits(nanos / 60e9) + " min";
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
