package dev.tandem.cli.map;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When to stop before the end: {@code soon,fail=3}, {@code now,fail=10%}, {@code now,success=1}, {@code soon,done=100},
 * {@code never}, and the short forms of GNU parallel: 0, 1, 2, -1, -2.
 *
 * @param when whether what runs is finished
 * @param why what is counted
 * @param count how many there must be; a percentage of those that are done, if {@code percent}
 * @param percent whether it is a percentage
 */
record Halt(When when, Why why, double count, boolean percent) {
    /** What becomes of the items that run. */
    enum When {
        NEVER,
        /** They are finished; no more are started. */
        SOON,
        /** They are killed. */
        NOW
    }

    /** What is counted. */
    enum Why {
        FAIL,
        SUCCESS,
        DONE
    }

    /** A percentage of less says nothing: the very first item may fail. */
    private static final int LEAST_FOR_PERCENT = 3;

    private static final Pattern FORM = Pattern.compile("(now|soon),(fail|success|done)=(\\d+(?:\\.\\d+)?)(%?)");

    static Halt never() {
        return new Halt(When.NEVER, Why.FAIL, 1, false);
    }

    /**
     * @throws IllegalArgumentException if it has no such form
     */
    static Halt parse(String text) {
        String form = switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "0" -> "never";
            case "1" -> "soon,fail=1";
            case "2" -> "now,fail=1";
            case "-1" -> "soon,success=1";
            case "-2" -> "now,success=1";
            default -> text.strip().toLowerCase(Locale.ROOT);
        };
        if (form.equals("never")) {
            return never();
        }
        Matcher matcher = FORM.matcher(form);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be never or (now|soon),(fail|success|done)=N or =N%, such as soon,fail=3: " + text);
        }
        double count = Double.parseDouble(matcher.group(3));
        boolean percent = !matcher.group(4).isEmpty();
        if (count <= 0 || (percent ? count > 100 : count != Math.rint(count))) {
            throw new IllegalArgumentException((percent
                            ? "the share must be over 0% and at most 100%: "
                            : "the number must be a whole one over 0: ")
                    + text);
        }
        if (percent && matcher.group(2).equals("done")) {
            throw new IllegalArgumentException("a share of all inputs is not known before their end: " + text);
        }
        return new Halt(
                When.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
                Why.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)),
                count,
                percent);
    }

    /** Whether it is time, with so many items done. */
    boolean isDue(long succeeded, long failed) {
        long counted = switch (why) {
            case FAIL -> failed;
            case SUCCESS -> succeeded;
            case DONE -> succeeded + failed;
        };
        if (when == When.NEVER || counted == 0) {
            return false;
        }
        if (!percent) {
            return counted >= count;
        }
        return counted >= LEAST_FOR_PERCENT && counted * 100.0 >= count * (succeeded + failed);
    }

    @Override
    public String toString() {
        return when == When.NEVER
                ? "never"
                : (when + "," + why).toLowerCase(Locale.ROOT) + "="
                        + (count == Math.rint(count) ? Long.toString((long) count) : Double.toString(count))
                        + (percent ? "%" : "");
    }
}
