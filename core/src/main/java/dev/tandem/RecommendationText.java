package dev.tandem;

import java.util.Locale;

/** The report of a {@link Recommendation}. */
final class RecommendationText {
    private RecommendationText() {}

    static String of(Recommendation all) {
        StringBuilder text = new StringBuilder();
        line(text, "use %s", use(all));
        line(text, "because %s", all.reason());
        if (!all.trials().isEmpty()) {
            double base = all.trials().get(0).perSecond();
            line(text, "");
            line(text, "  %-20s %7s %12s %9s", "run in", "workers", "elements/s", "speed-up");
            for (Recommendation.Trial trial : all.trials()) {
                line(
                        text,
                        "  %-20s %7d %12s %8.1fx",
                        trial.executor(),
                        trial.workers(),
                        number(trial.perSecond()),
                        base == 0 ? 0 : trial.perSecond() / base);
            }
        }
        line(text, "");
        line(text, "  %s", element(all));
        line(text, "  %s", sample(all));
        for (String note : all.notes()) {
            line(text, "  note: %s", note);
        }
        return text.toString().stripTrailing();
    }

    private static String use(Recommendation all) {
        if (all.executor() == Recommendation.Executor.CALLER) {
            return all.executor() + ", no pool";
        }
        String chunks = all.chunkSize() == 1 ? "each element by itself" : "chunks of " + all.chunkSize() + " elements";
        return all.executor() + ": " + all.workers() + (all.workers() == 1 ? " worker, " : " workers, ") + chunks;
    }

    private static String element(Recommendation all) {
        StringBuilder text = new StringBuilder("an element: ");
        text.append(all.elementTime().map(InsightsText::time).orElse("not measured"));
        all.cpuShare()
                .ifPresent(share -> text.append(String.format(Locale.ROOT, ", %.0f%% of it computing", 100 * share)));
        all.argumentBytes().ifPresent(bytes -> text.append(", argument ").append(bytes(bytes)));
        all.resultBytes().ifPresent(bytes -> text.append(", result ").append(bytes(bytes)));
        all.serializationTime()
                .ifPresent(time -> text.append(", serialization ").append(InsightsText.time(time)));
        return text.toString();
    }

    private static String sample(Recommendation all) {
        StringBuilder text = new StringBuilder("sample: ");
        text.append(all.sampleSize()).append(all.sampleSize() == 1 ? " element" : " elements");
        if (all.failures() + all.crashes() + all.hangs() == 0) {
            return text.append(", all ended well").toString();
        }
        return text.append(", failed ")
                .append(all.failures())
                .append(", killed the process ")
                .append(all.crashes())
                .append(", did not end ")
                .append(all.hangs())
                .toString();
    }

    private static String number(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.2f" : perSecond < 100 ? "%.1f" : "%.0f", perSecond);
    }

    private static String bytes(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        return bytes < 10_000_000
                ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
