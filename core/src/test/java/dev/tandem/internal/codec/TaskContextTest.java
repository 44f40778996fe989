package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TaskFunction;
import dev.tandem.TaskSerializationException;
import dev.tandem.internal.codec.TaskCall.ChunkResult;
import dev.tandem.spi.ContextCarrier;
import dev.tandem.spi.ContextCarriers;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks with a context as bytes. */
class TaskContextTest {
    private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();
    private static final TaskFunction<Integer, String> TELL = number -> number + " " + USER.get();

    private enum UserCarrier implements ContextCarrier<String> {
        INSTANCE;

        @Override
        public @Nullable String capture() {
            return USER.get();
        }

        @Override
        public Scope restore(String captured) {
            USER.set(captured);
            return USER::remove;
        }
    }

    private final TaskEncoder encoder = new TaskEncoder();
    private final Carriers carriers =
            Objects.requireNonNull(Carriers.of(List.of(UserCarrier.INSTANCE, ContextCarriers.contextClassLoader())));

    @AfterEach
    void forget() {
        USER.remove();
    }

    // SPEC P5
    @Test
    void task_withItsContext_travels() throws Exception {
        TaskCall copy = decode(encode(captured("ann").around(TaskCall.function(TELL, 7))), decoder());

        assertThat(copy.elements()).isEqualTo(1);
        assertThat(copy.call(i -> {})).isEqualTo("7 ann");
        assertThat(USER.get()).isNull();
    }

    // SPEC M3
    @Test
    void chunk_withItsContext_travels() throws Exception {
        TaskCall chunk = captured("ann").around(TaskCall.chunk(TELL, new Object[] {1, 2, 3}));
        TaskCall copy = decode(encode(chunk), decoder());

        assertThat(copy.elements()).isEqualTo(3);
        assertThat(((ChunkResult) Objects.requireNonNull(copy.call(i -> {}))).values())
                .containsExactly("1 ann", "2 ann", "3 ann");
        assertThat(USER.get()).isNull();
    }

    // The way of tasks without a context costs nothing more.
    @Test
    void nothingCaptured_isNoContext_andNoCarriers_areNone() {
        Carriers ofUser = Objects.requireNonNull(Carriers.of(List.of(UserCarrier.INSTANCE)));

        assertThat(ofUser.capture()).isNull();
        assertThat(Carriers.of(List.of())).isNull();
    }

    // SPEC P5, P16
    @Test
    void context_withoutCarriers_orInAnotherOne_isMalformed() {
        TaskContext context = captured("ann");
        EncodedTask once = encode(context.around(TaskCall.function(TELL, 7)));
        EncodedTask twice = encode(context.around(context.around(TaskCall.function(TELL, 7))));

        assertThatThrownBy(() -> decode(once, new TaskDecoder(getClass().getClassLoader())))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("a context must have carriers that restore it");
        assertThatThrownBy(() -> decode(twice, decoder()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("a context must not be in another one");
    }

    // SPEC P16
    @Test
    void context_cutOffAnywhere_isMalformed() {
        EncodedTask task = encode(captured("ann").around(TaskCall.function(TELL, 7)));
        TaskDecoder decoder = decoder();
        define(task, decoder);
        for (int length = 0; length < task.payload().length; length++) {
            int cut = length;
            assertThatThrownBy(() -> decoder.decode(task.functionId(), task.payload(), 0, cut))
                    .as("cut to " + cut)
                    .isInstanceOf(TaskSerializationException.class);
        }
    }

    private TaskContext captured(String user) {
        USER.set(user);
        TaskContext context = Objects.requireNonNull(carriers.capture());
        USER.remove();
        return context;
    }

    /** A decoder with copies of the carriers. */
    private TaskDecoder decoder() {
        ClassLoader loader = getClass().getClassLoader();
        return new TaskDecoder(
                loader,
                ClassOrigins.NONE,
                "",
                new TaskDecoder(loader).decodeCarriers(new TaskEncoder().encodeCarriers(carriers)));
    }

    private EncodedTask encode(TaskCall call) {
        return encoder.encode(call);
    }

    private TaskCall decode(EncodedTask task, TaskDecoder decoder) {
        define(task, decoder);
        return decoder.decode(task.functionId(), task.payload(), 0, task.payload().length);
    }

    private void define(EncodedTask task, TaskDecoder decoder) {
        if (task.functionId() != 0) {
            decoder.define(task.functionId(), encoder.functionDefinition(task.functionId()));
        }
    }
}
