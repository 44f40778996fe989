package dev.tandem;

import dev.tandem.internal.platform.FlagVariable;
import dev.tandem.spi.ContextCarrier;
import java.io.ObjectInputFilter;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Argument checks of the options: the rule, then the value. */
final class Checks {
    /** No more digits than fit into a long with any unit. */
    private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,8}[kKmMgG]?|[1-9][0-9]{0,17}");

    /** A class, a package, or a package with all below it, in the syntax of the JDK's filters. */
    private static final Pattern CLASSES = Pattern.compile("[^\\s.;/*!=\\[]+(\\.[^\\s.;/*!=\\[]+)*(\\.\\*\\*?)?");

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

    /** Reads a size as {@code -Xmx} takes it, in bytes. */
    static long requireSize(String name, String value) {
        require(
                SIZE.matcher(value).matches(),
                () -> name + " must be a size as -Xmx takes it, such as 512m or 2g: " + name + "='" + value + "'");
        int last = value.length() - 1;
        return switch (value.charAt(last)) {
            case 'k', 'K' -> Long.parseLong(value.substring(0, last)) << 10;
            case 'm', 'M' -> Long.parseLong(value.substring(0, last)) << 20;
            case 'g', 'G' -> Long.parseLong(value.substring(0, last)) << 30;
            default -> Long.parseLong(value);
        };
    }

    /** Requires a pattern that can only add classes to what is accepted. */
    static void requireClassPattern(String name, String value) {
        require(
                !value.contains("!") && !value.contains("="),
                () -> name + " only adds classes, it can neither refuse any nor set limits (resultFilter can): " + name
                        + "='" + value + "'");
        require(
                CLASSES.matcher(value).matches(),
                () -> name + " must be a class or packages, such as com.acme.Order, com.acme.* or com.acme.**: " + name
                        + "='" + value + "'");
    }

    /** Requires a pattern of {@link ObjectInputFilter.Config}. */
    static void requireFilterPattern(String name, String value, int longest) {
        require(
                value.length() <= longest,
                () -> name + " must have at most " + longest + " characters: length=" + value.length());
        ObjectInputFilter filter;
        try {
            filter = ObjectInputFilter.Config.createFilter(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + " must be a pattern as the JDK's filters take it (" + e.getMessage() + "): " + name + "='"
                            + value + "'",
                    e);
        }
        require(filter != null, () -> name + " must say something: " + name + "='" + value + "'");
    }

    /** Adds carriers to others. */
    static List<ContextCarrier<?>> carriers(List<ContextCarrier<?>> carriers, ContextCarrier<?>... more) {
        List<ContextCarrier<?>> all = new ArrayList<>(carriers);
        for (ContextCarrier<?> carrier : Objects.requireNonNull(more, "carriers")) {
            all.add(Objects.requireNonNull(carrier, "carrier"));
        }
        return all;
    }

    /**
     * Requires that no carrier changes a whole process in which other tasks run.
     *
     * @param threadsPerWorker how many tasks run in each worker process at a time; empty for a pool of threads
     */
    static void requireCarriable(List<ContextCarrier<?>> carriers, OptionalInt threadsPerWorker) {
        if (threadsPerWorker.isPresent() && threadsPerWorker.getAsInt() == 1) {
            return;
        }
        for (ContextCarrier<?> carrier : carriers) {
            require(
                    !carrier.isProcessWide(),
                    () -> "a carrier that changes a whole process needs worker processes that run one task at a time: "
                            + (threadsPerWorker.isPresent()
                                    ? "threadsPerWorker=" + threadsPerWorker.getAsInt()
                                    : "this is a thread pool")
                            + ", carrier=" + carrier.getClass().getName());
        }
    }

    /** Requires that a JVM that workers run on has a module; of another JDK than this one that is not known. */
    static void requireModule(String option, String module, Optional<Path> javaHome) {
        if (javaHome.isEmpty() && ModuleFinder.ofSystem().find(module).isEmpty()) {
            throw new UnsupportedOperationException(
                    option + " needs the module " + module + ", which the running JDK does not have");
        }
    }

    /** Requires that the flags of workers do not let a debugger in: two at a time cannot be. */
    static void requireNoDebugger(List<String> jvmFlags) {
        for (String flag : jvmFlags) {
            require(
                    !FlagVariable.isDebugger(flag),
                    () -> "debugWorkers lets debuggers in, so that no flag may do so: jvmFlags contains '" + flag
                            + "'");
        }
    }

    static void requireText(String name, String value) {
        require(!value.isBlank(), () -> name + " must not be blank: " + name + "='" + value + "'");
    }
}
