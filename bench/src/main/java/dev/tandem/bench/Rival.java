package dev.tandem.bench;

/**
 * A peer, and what our figure shall be when it is compared with the peer's.
 *
 * @param contestant the peer
 * @param number the number of the target, 0 for none
 * @param target what it shall be
 * @param moonshot what would be better still
 */
record Rival(Contestant contestant, int number, Target target, Target moonshot) {
    /** One that is there for comparison only. */
    static Rival of(Contestant contestant) {
        return new Rival(contestant, 0, Target.none(), Target.none());
    }

    /** One that a numbered target names. */
    Rival target(int target, Target limit) {
        return new Rival(contestant, target, limit, moonshot);
    }

    /** One that the moonshot of a numbered target names. */
    Rival moonshot(int target, Target limit) {
        return new Rival(contestant, target, this.target, limit);
    }

    /** The row of the table. */
    Comparison judged(Comparison row) {
        return row.target(number, target).moonshot(number, moonshot);
    }
}
