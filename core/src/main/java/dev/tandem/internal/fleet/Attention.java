package dev.tandem.internal.fleet;

/**
 * Says that something was done which may be due earlier than the last {@link Scheduler#tick} said. Raised and taken
 * with the pool's lock held, looked at without.
 */
final class Attention {
    private volatile boolean raised;

    void raise() {
        raised = true;
    }

    boolean isRaised() {
        return raised;
    }

    boolean take() {
        boolean taken = raised;
        raised = false;
        return taken;
    }
}
