package dev.tandem.bench;

/** The work was done, but its results are wrong: its time means nothing. */
final class WrongResultException extends Exception {
    private static final long serialVersionUID = 1L;

    private WrongResultException(String message) {
        super(message);
    }

    static void check(long expected, long actual) throws WrongResultException {
        if (expected != actual) {
            throw new WrongResultException("wrong sum of results: expected=" + expected + ", actual=" + actual);
        }
    }
}
