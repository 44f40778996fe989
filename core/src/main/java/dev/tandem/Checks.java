package dev.tandem;

import java.time.Duration;
import java.util.function.Supplier;

/** Argument checks of the options: the rule, then the value. */
final class Checks {
    private Checks() {}

    static void require(boolean rule, Supplier<String> message) {
        if (!rule) {
            throw new IllegalArgumentException(message.get());
        }
    }

    static void requirePositive(String name, long value) {
        require(value > 0, () -> name + " must be positive: " + name + "=" + value);
    }

    static void requireNotNegative(String name, long value) {
        require(value >= 0, () -> name + " must not be negative: " + name + "=" + value);
    }

    static void requirePositive(String name, Duration value) {
        require(!value.isNegative() && !value.isZero(), () -> name + " must be positive: " + name + "=" + value);
    }

    static void requireNotNegative(String name, Duration value) {
        require(!value.isNegative(), () -> name + " must not be negative: " + name + "=" + value);
    }

    static void requireText(String name, String value) {
        require(!value.isBlank(), () -> name + " must not be blank: " + name + "='" + value + "'");
    }
}
