package dev.tandem.cli.map;

import dev.tandem.Progress;
import java.io.IOException;

/** Counts inputs that can be read twice, so that progress can tell how far it is. */
final class InputCount {
    private InputCount() {}

    /** Counts in a thread of its own; the run does not wait for it. */
    static void start(ItemSource items, Progress progress) {
        Thread thread = new Thread(
                () -> {
                    try (items) {
                        long count = 0;
                        while (items.next().isPresent()) {
                            count++;
                        }
                        progress.expect(count);
                    } catch (IOException e) {
                        // then the total is not shown; who reads the inputs for the run will tell what is wrong
                    }
                },
                "tandem-map-count");
        thread.setDaemon(true);
        thread.start();
    }
}
