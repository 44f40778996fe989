package dev.tandem.bench;

/**
 * One who does the work of a measurement.
 *
 * @param name the name in the report
 * @param warmup how often the work is done before it counts
 * @param opening starts the pool that does it
 */
record Contestant(String name, Warmup warmup, Opening opening) {
    /** Opens a side. */
    interface Opening {
        /**
         * Opens the side.
         *
         * @throws UnavailableException if this machine lacks what the side needs
         * @throws Exception what the opening of a pool throws
         */
        Side open() throws Exception;
    }

    /** This machine lacks what a side needs: nothing is wrong, and nothing is measured. */
    static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }
    }
}
