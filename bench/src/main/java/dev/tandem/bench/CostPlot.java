package dev.tandem.bench;

import dev.tandem.bench.CostCurve.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The plot: speed on two worker processes as a multiple of one thread, by the length of a task, a line for each size. */
final class CostPlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 440;
    private static final int LEFT = 60;
    private static final int RIGHT = 590;
    private static final int TOP = 50;
    private static final int BOTTOM = 380;

    /** The largest speed on the axis. */
    private static final double MOST = 2.2;

    private static final double STEP = 0.5;

    /** From small payloads to large ones: from light to dark, and told apart by those who see no colours. */
    private static final List<String> COLOURS =
            List.of("#fdbf6f", "#f79044", "#e4572e", "#b5304f", "#7a1f6b", "#34125e");

    private final List<CostCurve> curves;
    private final double firstMicros;
    private final double lastMicros;

    CostPlot(List<CostCurve> curves) {
        this.curves = List.copyOf(curves);
        List<Point> points = curves.get(0).points();
        this.firstMicros = points.get(0).micros();
        this.lastMicros = points.get(points.size() - 1).micros();
    }

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\" fill=\"#222222\">\n",
                WIDTH,
                HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        text(svg, LEFT, 24, "start", "Two worker processes: speed as a multiple of one thread");
        text(svg, (LEFT + RIGHT) / 2.0, HEIGHT - 16, "middle", "length of a task");
        axes(svg);
        for (int i = 0; i < curves.size(); i++) {
            String colour = COLOURS.get(i % COLOURS.size());
            line(svg, curves.get(i).points(), Point::speedOfProcesses, colour, "");
            key(svg, i, colour, "", CostModel.sizeText(curves.get(i).bytes()) + " each way");
        }
        line(svg, curves.get(0).points(), Point::speedOfThreads, "#666666", "6 4");
        key(svg, curves.size(), "#666666", "6 4", "two threads");
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg) {
        for (Point point : curves.get(0).points()) {
            double x = x(point.micros());
            segment(svg, x, TOP, x, BOTTOM, "#eeeeee");
            text(svg, x, BOTTOM + 20, "middle", CostModel.timeText(point.micros()));
        }
        for (double speed = 0; speed <= MOST; speed += STEP) {
            segment(svg, LEFT, y(speed), RIGHT, y(speed), speed == 1 ? "#222222" : "#dddddd");
            text(svg, LEFT - 8, y(speed) + 4, "end", String.format(Locale.ROOT, "%.1f", speed));
        }
        text(svg, LEFT + 6, y(1) - 6, "start", "above this line processes pay");
    }

    private void line(
            StringBuilder svg, List<Point> points, ToDoubleFunction<Point> speed, String colour, String dashes) {
        String path = points.stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", x(point.micros()), y(speed.applyAsDouble(point))))
                .collect(Collectors.joining(" "));
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" stroke-dasharray=\"%s\"/>\n",
                path,
                colour,
                dashes.isEmpty() ? "none" : dashes));
    }

    private static void key(StringBuilder svg, int row, String colour, String dashes, String text) {
        double y = TOP + 14 + row * 22;
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"2.5\""
                        + " stroke-dasharray=\"%s\"/>\n",
                RIGHT + 14,
                y,
                RIGHT + 44,
                y,
                colour,
                dashes.isEmpty() ? "none" : dashes));
        text(svg, RIGHT + 52, y + 4, "start", text);
    }

    private static void segment(StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, text));
    }

    private double x(double micros) {
        return LEFT + (RIGHT - LEFT) * Math.log(micros / firstMicros) / Math.log(lastMicros / firstMicros);
    }

    private static double y(double speed) {
        return BOTTOM - (BOTTOM - TOP) * Math.min(speed, MOST) / MOST;
    }
}
