package demo;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import org.opentest4j.AssertionFailedError;

/** The usual program, and a task that uses a library, too: to be packed with both. */
public final class Packed {
    private Packed() {}

    static String expectation(int value) {
        return new AssertionFailedError("no", value, 0).getExpected().getStringRepresentation();
    }

    /** Runs tasks in workers and prints what they returned. */
    public static void main(String[] args) throws Exception {
        Main.main(args);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            System.out.println("library=" + pool.submit(Packed::expectation, 6).get());
        }
    }
}
