package dev.tandem.internal.platform;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The order in which Linux kills processes when the machine has run out of memory. */
public final class OomScore {
    /** Half of the way to "first of all": enough to come before the parent, whatever its size. */
    private static final String ADJUSTMENT = "500";

    private OomScore() {}

    /** Offers this process to the kernel before others. Does nothing where that is not possible. */
    public static void volunteer() {
        try (FileOutputStream file = new FileOutputStream("/proc/self/oom_score_adj")) {
            file.write(ADJUSTMENT.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // another operating system, or a sandbox without /proc: the kernel chooses as it likes
        }
    }
}
