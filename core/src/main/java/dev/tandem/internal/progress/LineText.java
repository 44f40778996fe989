package dev.tandem.internal.progress;

import dev.tandem.ProgressSnapshot;
import java.util.Locale;

/** The text of a snapshot: the line for a terminal, which fits its width, and the message for a log. */
final class LineText {
    /** The widest bar. Wider tells no more and moves the figures away from the label. */
    private static final int WIDEST_BAR = 40;

    /** The narrowest bar that tells something; without that much room there is none. */
    private static final int NARROWEST_BAR = 6;

    /** How much of the width the label may take. */
    private static final int LABEL_SHARE = 3;

    private static final String EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589";
    private static final char FULL = '\u2588';

    private LineText() {}

    /** The line, of at most that many columns. */
    static String line(ProgressSnapshot now, int columns, boolean blocks) {
        String label = now.label().map(LineText::printable).orElse("");
        if (label.length() > columns / LABEL_SHARE) {
            int end = columns / LABEL_SHARE;
            boolean splits = end > 0 && Character.isHighSurrogate(label.charAt(end - 1));
            label = label.substring(0, splits ? end - 1 : end);
        }
        String share = share(now);
        String count = count(now);
        String times = times(now);
        String rate = Times.rate(now.perSecond());
        String trouble = trouble(now);
        String figures = join(join(join(count, rate), times), trouble);
        String start = join(label, share);
        int room = columns - start.length() - figures.length() - 4; // two edges, two spaces
        if (!share.isEmpty() && room >= NARROWEST_BAR) {
            String bar = bar(now, Math.min(WIDEST_BAR, room), blocks);
            return start + ' ' + bar + ' ' + figures;
        }
        return shorten(
                new String[] {
                    join(start, figures),
                    join(join(join(start, count), times), trouble),
                    join(join(start, count), trouble),
                    join(label, join(count, trouble)),
                    join(share, count)
                },
                columns);
    }

    /** The first text that fits, or the beginning of the last. */
    private static String shorten(String[] texts, int columns) {
        for (String text : texts) {
            if (text.length() <= columns) {
                return text;
            }
        }
        String last = texts[texts.length - 1];
        return last.substring(0, Math.max(0, Math.min(columns, last.length())));
    }

    /** A message, of any width, that needs no terminal. */
    static String message(ProgressSnapshot now) {
        StringBuilder text = new StringBuilder();
        now.label().ifPresent(label -> text.append(printable(label)).append(": "));
        text.append(count(now));
        if (now.share().isPresent()) {
            text.append(" (").append(share(now).strip()).append(')');
        } else {
            text.append(" done");
        }
        text.append(", ").append(Times.rate(now.perSecond()));
        text.append(", ").append(Times.clock(now.elapsed())).append(" elapsed");
        if (!now.isFinished() && now.remaining().isPresent()) {
            text.append(", ").append(Times.clock(now.remaining().get())).append(" to go");
        }
        String trouble = trouble(now);
        return text.append(trouble.isEmpty() ? "" : ", ").append(trouble).toString();
    }

    private static String share(ProgressSnapshot now) {
        // rounded down: 100 % is told only when all is done
        return now.share().isPresent()
                ? String.format(Locale.ROOT, "%3d%%", (int) (now.share().getAsDouble() * 100))
                : "";
    }

    private static String count(ProgressSnapshot now) {
        return now.total().isPresent() ? now.done() + "/" + now.total().getAsLong() : Long.toString(now.done());
    }

    private static String times(ProgressSnapshot now) {
        String elapsed = Times.clock(now.elapsed());
        if (now.isFinished() || now.total().isEmpty()) {
            return elapsed;
        }
        return elapsed + " < " + now.remaining().map(Times::clock).orElse("?");
    }

    private static String trouble(ProgressSnapshot now) {
        String text = "";
        text = list(text, now.failed(), " failed");
        text = list(text, now.cancelled(), " cancelled");
        text = list(text, now.retried(), now.retried() == 1 ? " retry" : " retries");
        return list(text, now.skipped(), " skipped");
    }

    private static String list(String before, long number, String what) {
        return number == 0 ? before : before.isEmpty() ? number + what : before + ", " + number + what;
    }

    private static String join(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? one + other : one + ' ' + other;
    }

    private static String bar(ProgressSnapshot now, int width, boolean blocks) {
        double share = now.share().orElse(0);
        StringBuilder bar = new StringBuilder(width + 2);
        if (blocks) {
            int eighths = (int) (share * width * 8);
            bar.append('\u2595').append(String.valueOf(FULL).repeat(eighths / 8));
            if (eighths % 8 > 0) {
                bar.append(EIGHTHS.charAt(eighths % 8));
            }
            while (bar.length() < width + 1) {
                bar.append(' ');
            }
            return bar.append('\u258f').toString();
        }
        int full = (int) (share * width);
        bar.append('[').append("#".repeat(full)).append("-".repeat(width - full));
        return bar.append(']').toString();
    }

    /** One line, without what moves the cursor. */
    private static String printable(String label) {
        StringBuilder text = new StringBuilder(label.length());
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            text.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return text.toString();
    }
}
