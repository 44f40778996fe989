package dev.tandem.examples.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Checks after each test that its pools have taken their worker processes along. */
class NoWorkerIsLeft implements AfterEachCallback {
    /** Far more than they need; only a failing test waits for so long. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!workers().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertEquals(List.of(), workers(), "worker processes that are left");
    }

    private static List<Long> workers() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }
}
