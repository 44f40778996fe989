package dev.tandem.bench;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/** The work of the tasks, so small that the pool is what is measured. The Python script has the same functions. */
final class Tasks {
    private Tasks() {}

    static Integer increment(Integer value) {
        return value + 1;
    }

    /** What a record becomes: a record like it, with the next id. */
    static Parcel next(Parcel parcel) {
        return new Parcel(parcel.id() + 1, parcel.weight() * 2, parcel.label());
    }

    /** A record as users have them. */
    record Parcel(int id, double weight, String label) implements Serializable {}

    static <T> T echo(T value) {
        return value;
    }

    /** The arguments 0, 1, 2 and so on, boxed outside the measured time. */
    static List<Integer> arguments(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** The sum of what {@link #increment} makes of the arguments. */
    static long sumOfIncrements(long count) {
        return count * (count + 1) / 2;
    }
}
