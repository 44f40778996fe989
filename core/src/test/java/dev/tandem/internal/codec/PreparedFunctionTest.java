package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TaskCallable;
import dev.tandem.TaskSerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker loads before the first task of a function: SPEC P3, P5. */
class PreparedFunctionTest {
    private static final String INITIALIZED = "dev.tandem.test.initialized";

    private static final String SOURCE = "public class Prepared {"
            + " static { System.setProperty(\"" + INITIALIZED + "\", \"yes\"); }"
            + " public static dev.tandem.TaskCallable<Integer> make() { return () -> 7; } }";

    private final TaskEncoder encoder = new TaskEncoder();

    @AfterEach
    void forget() {
        System.clearProperty(INITIALIZED);
    }

    private EncodedTask encode() throws Exception {
        Class<?> type = MissingClasses.compile("Prepared", SOURCE).loadClass("Prepared");
        return encoder.encode(
                TaskCall.callable((TaskCallable<?>) type.getMethod("make").invoke(null)));
    }

    private void define(TaskDecoder decoder, EncodedTask task) {
        decoder.define(task.functionId(), encoder.functionDefinition(task.functionId()));
    }

    @Test
    void class_isLoaded_andNotInitialized() throws Exception {
        EncodedTask task = encode();
        System.clearProperty(INITIALIZED);
        TaskDecoder decoder = new TaskDecoder(MissingClasses.compile("Prepared", SOURCE));
        define(decoder, task);
        decoder.prepare(task.functionId());
        assertThat(System.getProperty(INITIALIZED)).isNull();

        Object result = decoder.decode(task.functionId(), task.payload(), 0, task.payload().length)
                .call(element -> {});
        assertThat(result).isEqualTo(7);
        assertThat(System.getProperty(INITIALIZED)).isEqualTo("yes");
    }

    @Test
    void class_thatIsMissing_isToldByTheTask() throws Exception {
        EncodedTask task = encode();
        TaskDecoder decoder = new TaskDecoder(getClass().getClassLoader());
        define(decoder, task);
        decoder.prepare(task.functionId());

        assertThatThrownBy(() -> decoder.decode(task.functionId(), task.payload(), 0, task.payload().length))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("Prepared");
    }

    @Test
    void function_thatWasNotDefined_isIgnored() {
        new TaskDecoder(getClass().getClassLoader()).prepare(3);
    }
}
