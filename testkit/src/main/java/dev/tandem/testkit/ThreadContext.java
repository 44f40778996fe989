package dev.tandem.testkit;

import dev.tandem.spi.ContextCarrier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a thread holds for the code that it runs, by names; and what carries a part of that to tasks. */
final class ThreadContext {
    private static final ThreadLocal<Map<String, String>> VALUES = ThreadLocal.withInitial(HashMap::new);

    private ThreadContext() {}

    /** Returns what the calling thread holds under a name, or null. */
    static @Nullable String get(String name) {
        return VALUES.get().get(name);
    }

    /** Returns the same as a text, {@code none} for nothing. */
    static String tell(String name) {
        return String.valueOf(VALUES.get().getOrDefault(name, "none"));
    }

    /** Changes what the calling thread holds; null for nothing. */
    static void set(String name, @Nullable String value) {
        if (value == null) {
            VALUES.get().remove(name);
        } else {
            VALUES.get().put(name, value);
        }
    }

    /** Changes it for the time of a block. */
    static Holding with(String name, String value) {
        String before = get(name);
        set(name, value);
        return () -> set(name, before);
    }

    /** What was changed for a time. */
    interface Holding extends AutoCloseable {
        @Override
        void close();
    }

    /** Carries what is held under a name. */
    record Carrier(String name) implements ContextCarrier<String> {
        @Override
        public @Nullable String capture() {
            return get(name);
        }

        @Override
        public Scope restore(String captured) {
            String before = get(name);
            set(name, captured);
            return () -> set(name, before);
        }
    }

    /** Does the same, and notes what it does in the thread of the task. */
    record Noting(String name, Journal journal) implements ContextCarrier<String> {
        @Override
        public @Nullable String capture() {
            return get(name);
        }

        @Override
        public Scope restore(String captured) {
            journal.note("restore " + name);
            Scope scope = new Carrier(name).restore(captured);
            return () -> {
                scope.close();
                journal.note("close " + name);
            };
        }
    }

    /** Throws, or what else the captured text says. */
    enum Moody implements ContextCarrier<String> {
        INSTANCE;

        @Override
        public @Nullable String capture() {
            String mood = get("mood");
            if ("capture throws".equals(mood)) {
                throw new IllegalStateException("no luck at capture");
            }
            return mood;
        }

        @Override
        @SuppressWarnings("NullAway") // on purpose
        public Scope restore(String mood) {
            return switch (mood) {
                case "restore throws" -> throw new IllegalStateException("no luck at restore");
                case "restore gives null" -> null;
                case "close throws" ->
                    () -> {
                        throw new IllegalStateException("no luck at close");
                    };
                default -> () -> {};
            };
        }
    }
}
