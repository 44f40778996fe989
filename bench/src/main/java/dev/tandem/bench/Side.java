package dev.tandem.bench;

/** One side of a comparison, open and ready: does the work as often as it is asked to. Used by one thread. */
interface Side extends AutoCloseable {
    /**
     * Does the work once, and checks the sum of the results outside the measured time.
     *
     * @throws WrongResultException if the sum is not what it must be
     * @throws Exception what the work throws
     */
    Sample measure() throws Exception;

    /** Ends what belongs to this side: its pool, or its process. */
    @Override
    void close();
}
