package dev.tandem.internal.mapping;

import dev.tandem.TaskBiFunction;
import dev.tandem.TaskFunction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where the elements of a map come from. Used by one thread at a time. */
public final class ElementSource {
    private final Object function;
    private final Iterator<?> firsts;
    private final @Nullable Iterator<?> seconds;

    /** How many elements there were said to be, or -1 if that is not known. */
    private final long total;

    private long taken;

    /** What an input threw; there are no further elements then. */
    private @Nullable Throwable failure;

    private ElementSource(Object function, Iterator<?> firsts, @Nullable Iterator<?> seconds, long total) {
        this.function = function;
        this.firsts = firsts;
        this.seconds = seconds;
        this.total = total;
    }

    /** The elements of an input, of a number that is not known. */
    public static ElementSource of(TaskFunction<?, ?> function, Iterator<?> inputs) {
        return new ElementSource(function, inputs, null, -1);
    }

    /** The elements of an input, of about a number that is known. */
    public static ElementSource of(TaskFunction<?, ?> function, Iterator<?> inputs, OptionalLong size) {
        return new ElementSource(function, inputs, null, size.orElse(-1));
    }

    /** Pairs of the elements of two inputs, as long as both have more. */
    public static ElementSource of(TaskBiFunction<?, ?, ?> function, Iterator<?> firsts, Iterator<?> seconds) {
        return new ElementSource(function, firsts, seconds, -1);
    }

    /** Whether there are more elements. False once an input has thrown. */
    boolean hasNext() {
        if (failure != null) {
            return false;
        }
        try {
            return firsts.hasNext() && (seconds == null || seconds.hasNext());
        } catch (Throwable e) {
            failure = e;
            return false;
        }
    }

    /** Takes the next elements; fewer, even none, if there are no more. */
    Elements take(int most) {
        List<@Nullable Object> ones = new ArrayList<>(Math.min(most, 16));
        List<@Nullable Object> others = new ArrayList<>(seconds == null ? 0 : Math.min(most, 16));
        while (ones.size() < most && hasNext()) {
            try {
                Object one = firsts.next();
                if (seconds != null) {
                    others.add(seconds.next());
                }
                ones.add(one);
            } catch (Throwable e) {
                failure = e;
            }
        }
        taken += ones.size();
        return new Elements(function, ones.toArray(), seconds == null ? null : others.toArray());
    }

    /** What an input threw, or null. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** How many elements were taken. */
    long taken() {
        return taken;
    }

    /** About how many elements there still are, if that is known. */
    OptionalLong remaining() {
        return total < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, total - taken));
    }
}
