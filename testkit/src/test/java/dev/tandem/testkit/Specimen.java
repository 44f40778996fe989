package dev.tandem.testkit;

import java.io.Serializable;
import java.util.Objects;

/**
 * A value that is sent, and how to tell whether what arrives is a good copy.
 *
 * @param name for the message of a test
 * @param value what is sent
 * @param check looks at a copy, in whatever process it is
 */
record Specimen(String name, Object value, Check check) {
    /** Looks at a copy. Travels itself. */
    interface Check extends Serializable {
        boolean isGood(Object copy) throws Exception;
    }

    /** Of a value whose copies are equal to it, and of the same class. */
    static Specimen of(String name, Object value) {
        return new Specimen(
                name, value, copy -> Objects.deepEquals(copy, value) && copy.getClass() == value.getClass());
    }

    static Specimen of(String name, Object value, Check check) {
        return new Specimen(name, value, check);
    }
}
