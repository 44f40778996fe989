package dev.tandem.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * What a comparison shall show.
 *
 * @param basis what is looked at
 * @param bound on which side of the limit it shall be
 * @param limit the limit
 * @param text how the target reads
 */
record Target(Basis basis, Bound bound, double limit, String text) {
    /** What a target looks at. */
    enum Basis {
        /** Tandem's figure, divided by the peer's. */
        RATIO,
        /** Tandem's figure alone. */
        FIGURE,
        /** Nothing: there is no target. */
        NOTHING
    }

    /** On which side of the limit the target is met. */
    enum Bound {
        AT_LEAST,
        AT_MOST
    }

    static Target atLeastTimes(double ratio) {
        return new Target(Basis.RATIO, Bound.AT_LEAST, ratio, String.format(Locale.ROOT, ">= %s x", digits(ratio)));
    }

    static Target atMostTimes(double ratio) {
        return new Target(Basis.RATIO, Bound.AT_MOST, ratio, String.format(Locale.ROOT, "<= %s x", digits(ratio)));
    }

    static Target atLeast(double figure, Unit unit) {
        return new Target(Basis.FIGURE, Bound.AT_LEAST, figure, ">= " + unit.text(figure));
    }

    static Target atMost(double figure, Unit unit) {
        return new Target(Basis.FIGURE, Bound.AT_MOST, figure, "<= " + unit.text(figure));
    }

    static Target none() {
        return new Target(Basis.NOTHING, Bound.AT_LEAST, 0, "-");
    }

    boolean isNone() {
        return basis == Basis.NOTHING;
    }

    /** Tells whether the target is met, by medians. */
    Verdict verdict(Optional<Spread> tandem, Optional<Spread> ratio) {
        return switch (basis) {
            case RATIO -> ratio.map(this::judge).orElse(Verdict.NOT_MEASURED);
            case FIGURE -> tandem.map(this::judge).orElse(Verdict.NOT_MEASURED);
            case NOTHING -> Verdict.NO_TARGET;
        };
    }

    private Verdict judge(Spread spread) {
        double distance = spread.median() - limit;
        return (bound == Bound.AT_LEAST ? distance >= 0 : distance <= 0) ? Verdict.MET : Verdict.NOT_MET;
    }

    private static String digits(double ratio) {
        return ratio == Math.rint(ratio)
                ? String.format(Locale.ROOT, "%.0f", ratio)
                : String.format(Locale.ROOT, "%.2g", ratio);
    }

    /** What became of a target. */
    enum Verdict {
        MET("met"),
        NOT_MET("not met"),
        NOT_MEASURED("not measured"),
        NO_TARGET("-");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
