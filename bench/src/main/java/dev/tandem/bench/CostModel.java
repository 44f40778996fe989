package dev.tandem.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How long must a task last for processes to pay? Measures tasks of many lengths with payloads of many sizes in one
 * thread, on two threads and on two worker processes, and looks where the curves cross. Writes {@code cost-model.svg}
 * and the figures between the marks in {@code cost-model.md}, of which the rest is left as it is.
 */
final class CostModel {
    private static final String PAGE = "cost-model.md";
    private static final String PLOT = "cost-model.svg";
    private static final String BEGIN = "<!-- figures: written by ./tandem bench --cost-model -->\n";
    private static final String END = "<!-- end of the figures -->\n";

    /** From here on processes count as being as good as threads. */
    private static final double AS_GOOD = 0.9;

    private final boolean isQuick;

    CostModel(boolean isQuick) {
        this.isQuick = isQuick;
    }

    /** Measures, prints and writes. */
    void write(Machine machine, Path directory) throws IOException {
        List<CostCurve> curves = new ArrayList<>();
        try (CostMeter meter = new CostMeter(isQuick)) {
            for (int bytes : CostMeter.SIZES) {
                System.out.printf("measuring: tasks with %s each way%n", sizeText(bytes));
                curves.add(meter.measure(bytes));
            }
        }
        String figures = figures(machine, curves);
        System.out.print(System.lineSeparator() + figures);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(PLOT), new CostPlot(curves).svg());
        Path page = directory.resolve(PAGE);
        String before = Files.exists(page) ? Files.readString(page) : BEGIN + END;
        Files.writeString(page, replaced(before, figures));
        System.out.printf("%nwritten: %s, %s%n", page, directory.resolve(PLOT));
    }

    /**
     * The page with other figures.
     *
     * @throws IOException if the marks are not there
     */
    static String replaced(String page, String figures) throws IOException {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(PAGE + " must have the lines " + BEGIN.strip() + " and " + END.strip());
        }
        return page.substring(0, begin + BEGIN.length()) + figures + page.substring(end);
    }

    private static String figures(Machine machine, List<CostCurve> curves) {
        StringBuilder text = new StringBuilder();
        text.append("Measured on ")
                .append(machine.cores())
                .append(" cores, ")
                .append(machine.os())
                .append(", ")
                .append(machine.jdk())
                .append(".\n\n");
        text.append("| argument and result | a task costs | faster than one thread from |"
                + " as good as two threads (90 %) from |\n|---|---|---|---|\n");
        for (CostCurve curve : curves) {
            text.append("| ")
                    .append(sizeText(curve.bytes()))
                    .append(" | ")
                    .append(timeText(curve.overheadMicros()))
                    .append(" | ")
                    .append(crossing(curve, curve.paysFromMicros()))
                    .append(" | ")
                    .append(crossing(curve, curve.asGoodFromMicros(AS_GOOD)))
                    .append(" |\n");
        }
        text.append("\nSpeed with two worker processes, as a multiple of one thread (two threads in brackets):\n\n");
        text.append("| argument and result |");
        curves.get(0)
                .points()
                .forEach(point ->
                        text.append(' ').append(timeText(point.micros())).append(" |"));
        text.append("\n|---")
                .append("|---".repeat(curves.get(0).points().size()))
                .append("|\n");
        for (CostCurve curve : curves) {
            text.append("| ").append(sizeText(curve.bytes())).append(" |");
            curve.points()
                    .forEach(point -> text.append(String.format(
                            Locale.ROOT, " %.2f (%.2f) |", point.speedOfProcesses(), point.speedOfThreads())));
            text.append('\n');
        }
        return text.toString();
    }

    private static String crossing(CostCurve curve, OptionalDouble micros) {
        double first = curve.points().get(0).micros();
        double last = curve.points().get(curve.points().size() - 1).micros();
        if (micros.isEmpty()) {
            return "more than " + timeText(last);
        }
        return micros.getAsDouble() <= first ? "less than " + timeText(first) : timeText(micros.getAsDouble());
    }

    static String sizeText(int bytes) {
        if (bytes >= 1 << 20) {
            return (bytes >> 20) + " MiB";
        }
        return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " B";
    }

    /** Two digits are all that such a figure is good for. */
    static String timeText(double micros) {
        boolean isMillis = micros >= 1000;
        double value = isMillis ? micros / 1000 : micros;
        String format = value >= 10 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, value, isMillis ? "ms" : "us").replace(".0 ", " ");
    }
}
