package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker accepts from its pool, if it is told so: SPEC P16. */
@Timeout(60)
class InputFilterTest {
    private static final String HERE = InputFilterTest.class.getName();

    private final TaskEncoder encoder = new TaskEncoder();

    private TaskCall decoded(String pattern, TaskCall call) {
        TaskDecoder decoder = new TaskDecoder(getClass().getClassLoader(), ClassOrigins.NONE, pattern, null);
        EncodedTask task = encoder.encode(call);
        if (task.functionId() != 0) {
            decoder.define(task.functionId(), encoder.functionDefinition(task.functionId()));
            decoder.prepare(task.functionId());
        }
        for (int id = 1; id <= task.classes(); id++) {
            decoder.defineClass(id, encoder.classDefinition(id));
        }
        return decoder.decode(task.functionId(), task.payload(), 0, task.payload().length);
    }

    private void assertRefused(String pattern, TaskCall call, String message) {
        assertThat(catchThrowable(() -> decoded(pattern, call)))
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessage(message);
    }

    @Test
    void argument_ofARefusedClass_failsNamingClassAndPattern() {
        TaskFunction<Object, Object> function = argument -> argument;
        String pattern = "!" + HERE + "$*";
        Object[] arguments = {new Parcel(), new Pair(1), Size.SMALL};
        for (Object argument : arguments) {
            String message = "class " + argument.getClass().getName()
                    + " is refused by the input filter of the workers: inputFilter='" + pattern + "'";
            assertRefused(pattern, TaskCall.function(function, argument), "cannot rebuild the argument: " + message);
            assertRefused(
                    pattern,
                    TaskCall.biFunction((Object a, Object b) -> a, 1, new ArrayList<>(List.of(argument))),
                    "cannot rebuild the second argument: " + message);
        }
    }

    @Test
    void function_ofARefusedClass_fails() {
        String refused = " is refused by the input filter of the workers: inputFilter='!" + HERE + "$Parcel'";
        assertRefused(
                "!" + HERE + "$Parcel",
                TaskCall.callable(Parcel.lambda()),
                "cannot rebuild the function: class " + HERE + "$Parcel" + refused);
        assertRefused(
                "!" + HERE + "$Parcel",
                TaskCall.callable(new Parcel()),
                "cannot rebuild the function: class " + HERE + "$Parcel" + refused);
    }

    @Test
    void capturedValue_ofARefusedClass_fails() {
        Object parcel = new Parcel();
        Date date = new Date();
        assertRefused(
                "!" + HERE + "$Parcel",
                TaskCall.callable((TaskCallable<?>) () -> List.of(parcel, date)),
                "cannot rebuild the function: class " + HERE + "$Parcel is refused by the input filter of the workers:"
                        + " inputFilter='!" + HERE + "$Parcel'");
    }

    @Test
    void allowList_letsItsOwnThrough() {
        String pattern = "dev.tandem.**;java.base/*;!*";
        TaskFunction<Object, Object> function = argument -> argument;
        Object argument = new ArrayList<>(List.of(new Parcel(), new Pair(1), Size.SMALL, new int[] {1}));

        assertThat(decoded(pattern, TaskCall.function(function, argument)).first())
                .isInstanceOf(ArrayList.class);
        assertRefused(
                pattern,
                TaskCall.function(function, new java.sql.Timestamp(1)),
                "cannot rebuild the argument: class java.sql.Timestamp is refused by the input filter of the workers:"
                        + " inputFilter='" + pattern + "'");
    }

    @Test
    void limit_thatIsExceeded_isNamed() {
        TaskFunction<Object, Object> function = argument -> argument;
        Object deep = new Object[] {new Parcel(), new Object[] {new Object[] {new Date()}}};

        assertThat(catchThrowable(() -> decoded("maxdepth=2", TaskCall.function(function, deep))))
                .isExactlyInstanceOf(TaskSerializationException.class)
                .hasMessageStartingWith("cannot rebuild the argument: refused by the filter: class=")
                .hasMessageContaining("depth=3")
                .hasMessageEndingWith(": inputFilter='maxdepth=2'");
    }

    static final class Parcel implements TaskCallable<Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer call() {
            return 1;
        }

        static TaskCallable<Integer> lambda() {
            return () -> 1;
        }
    }

    record Pair(int number) implements java.io.Serializable {}

    enum Size {
        SMALL
    }
}
