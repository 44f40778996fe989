package dev.tandem.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

// SPEC A3: the reason of a broken pool is put into words whatever the failure is.
class BreakReasonTest {
    @Test
    void of_failureWithMessage_isTheMessage() {
        IllegalStateException failure = new IllegalStateException("no room");

        assertThat(BreakReason.of(failure)).isEqualTo(new BreakReason("no room", failure));
    }

    @Test
    void of_failureWithoutMessage_isItsType() {
        assertThat(BreakReason.of(new OutOfMemoryError()).text()).isEqualTo("java.lang.OutOfMemoryError");
    }

    @Test
    void ofInitializer_namesItAndTheFailure() {
        assertThat(BreakReason.ofInitializer(new IllegalStateException("no database"))
                        .text())
                .isEqualTo("its initializer failed: java.lang.IllegalStateException: no database");
    }

    @Test
    void failure_thatCannotTellItself_isNamedByItsType() {
        assertThat(BreakReason.of(new Mute()).text()).isEqualTo(Mute.class.getName());
        assertThat(BreakReason.ofInitializer(new Mute()).text())
                .isEqualTo("its initializer failed: " + Mute.class.getName());
    }

    /** An exception of a user that makes trouble when it is asked. */
    private static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}
