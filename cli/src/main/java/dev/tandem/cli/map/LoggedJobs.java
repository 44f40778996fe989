package dev.tandem.cli.map;

import dev.tandem.cli.CommandException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What an earlier run has done, by the numbers of the items: ten bytes for each. Filled by one thread, then only read.
 */
final class LoggedJobs {
    private static final long LARGEST = Integer.MAX_VALUE - 16;

    private final BitSet succeeded = new BitSet();
    private final BitSet failed = new BitSet();
    private long[] fingerprints = new long[1024];

    /** The last line for an item counts: one that failed may have been run again. */
    void add(JobLogLine line) {
        if (line.seq() < 1 || line.seq() > LARGEST) {
            throw new IllegalArgumentException("number of an item out of range: " + line.seq());
        }
        int index = (int) line.seq();
        if (index >= fingerprints.length) {
            fingerprints = Arrays.copyOf(fingerprints, (int) Math.min(Math.max(index + 1L, index * 2L), LARGEST + 1));
        }
        fingerprints[index] = fingerprint(line.input());
        succeeded.set(index, line.outcome() == Outcome.Kind.OK);
        failed.set(index, line.outcome() != Outcome.Kind.OK);
    }

    int count() {
        return succeeded.cardinality() + failed.cardinality();
    }

    /**
     * Whether an item need not be run.
     *
     * @param again whether those that failed are run again
     * @throws CommandException if the item of this number was another one
     */
    boolean isDone(long seq, Input input, boolean again) {
        if (seq > LARGEST || !(succeeded.get((int) seq) || failed.get((int) seq))) {
            return false;
        }
        if (fingerprints[(int) seq] != fingerprint(Escapes.logged(input.text()))) {
            throw CommandException.usage("the inputs are not those of the job log: item " + seq + " is now "
                    + Escapes.shortened(input.text(), 200) + "; resume with the same inputs in the same order, or start"
                    + " anew without --resume");
        }
        return !(again && failed.get((int) seq));
    }

    /** FNV-1a of 64 bits, of the text as it is in the log. */
    private static long fingerprint(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
