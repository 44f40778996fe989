package dev.tandem.bench;

import java.util.OptionalInt;

/**
 * A row of the table: a figure of ours, alone, against the same figure of a peer or beside it.
 *
 * @param what what the figure is
 * @param unit what it counts
 * @param figure its index in a {@link Sample}
 * @param peer the index of the peer; none if the figure speaks for itself
 * @param view how the two are looked at
 * @param number the number of the target, 0 for none of the numbered ones
 * @param target what it shall be
 * @param moonshot what would be better still
 */
record Comparison(
        String what, Unit unit, int figure, OptionalInt peer, View view, int number, Target target, Target moonshot) {
    /** How a figure and that of the peer are looked at. */
    enum View {
        /** Ours is divided by theirs. */
        RATIO,
        /** Both are shown: theirs may be nothing, and then a ratio says nothing. */
        BESIDE
    }

    /** A figure that speaks for itself, without a target. */
    static Comparison of(String what, Unit unit, int figure) {
        return new Comparison(what, unit, figure, OptionalInt.empty(), View.RATIO, 0, Target.none(), Target.none());
    }

    /** The same figure against that of a peer. */
    Comparison against(int peer) {
        return new Comparison(what, unit, figure, OptionalInt.of(peer), View.RATIO, number, target, moonshot);
    }

    /** The same figure beside that of a peer. */
    Comparison beside(int peer) {
        return new Comparison(what, unit, figure, OptionalInt.of(peer), View.BESIDE, number, target, moonshot);
    }

    /** Our figure by itself. */
    Comparison alone() {
        return new Comparison(what, unit, figure, OptionalInt.empty(), view, number, target, moonshot);
    }

    /** The same with a target of its own. */
    Comparison target(Target target) {
        return target(0, target);
    }

    /** The same with one of the numbered targets. */
    Comparison target(int number, Target target) {
        return new Comparison(what, unit, figure, peer, view, number, target, moonshot);
    }

    /** The same with a moonshot, which belongs to a numbered target. */
    Comparison moonshot(int number, Target moonshot) {
        return new Comparison(what, unit, figure, peer, view, number, target, moonshot);
    }

    boolean isNumbered() {
        return number > 0;
    }
}
