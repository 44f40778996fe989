package dev.tandem.cli.doctor;

import java.io.IOException;

/** One look at a machine. */
interface Check {
    /** Its name: a word or two with a dash, the same in each version. */
    String name();

    /**
     * Looks.
     *
     * @param machine what is asked
     * @param workers for how many workers of a pool it should be enough
     */
    Finding look(Machine machine, int workers) throws IOException;
}
