package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskRunnable;
import dev.tandem.TaskSerializationException;
import dev.tandem.WorkerOptions;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What parent and workers accept of what the other sends, and how that is changed: SPEC P16. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolFilterTest {
    private static final String HERE = ProcessPoolFilterTest.class.getName();

    // ---- the parent's

    // SPEC P16
    @Test
    void results_ofTheUsersOwnClasses_areAcceptedWithoutAnyOption() throws Exception {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(1)) {
            assertThat(pool.submit(() -> new ArrayList<Object>(List.of(new Order(1), new Parcel(2), Size.SMALL)))
                            .get())
                    .hasSize(3);
            assertThat(pool.submit(ProcessPoolFilterTest::lambda).get().call()).isEqualTo(7);
        }
    }

    private static TaskCallable<Integer> lambda() {
        return () -> 7;
    }

    // SPEC P16
    @Test
    void resultFilter_decidesAlone() throws Exception {
        ObjectInputFilter noUuid = info -> info.serialClass() == UUID.class
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED;
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).resultFilter(noUuid))) {
            assertThat(pool.submit(() ->
                                    java.net.URI.create("http://x.invalid/").toURL())
                            .get())
                    .hasToString("http://x.invalid/");
            assertThat(pool.submit(() -> List.of(new UUID(1, 2))).exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("refused by the filter")
                    .hasMessageContaining("java.util.UUID");
        }
    }

    // SPEC A4, SPEC P16
    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "*", "**", "com.acme.", ".com", "com.acme.*.Order", "com.*me", "a.B;c.D", "a/B", "[I"})
    void accept_somethingElse_namesRuleAndValue(String pattern) {
        assertThatThrownBy(() -> ProcessPoolOptions.defaults().accept("com.acme.Order", pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("accept must be a class or packages, such as com.acme.Order, com.acme.* or com.acme.**:"
                        + " accept='" + pattern + "'");
    }

    // SPEC A4, SPEC P16
    @ParameterizedTest
    @ValueSource(strings = {"!com.acme.Order", "maxdepth=5", "com.acme.*;!*"})
    void accept_refusalOrLimit_namesTheOtherOption(String pattern) {
        assertThatThrownBy(() -> ProcessPoolOptions.defaults().accept(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("accept only adds classes, it can neither refuse any nor set limits (resultFilter can):"
                        + " accept='" + pattern + "'");
    }

    // SPEC A4, SPEC P16
    @Test
    void accept_addsToWhatIsThereAndExcludesResultFilter() {
        ProcessPoolOptions options = ProcessPoolOptions.defaults()
                .accept("com.acme.Order$Line", "com.acme.*")
                .accept()
                .accept("com.other.**");

        assertThat(options.acceptedClasses()).containsExactly("com.acme.Order$Line", "com.acme.*", "com.other.**");
        assertThatThrownBy(() -> options.resultFilter(info -> ObjectInputFilter.Status.ALLOWED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("resultFilter replaces what accept adds to, so that only one of them may be set: accept="
                        + "[com.acme.Order$Line, com.acme.*, com.other.**]");
        assertThatThrownBy(() -> options.accept((String) null)).isInstanceOf(NullPointerException.class);
    }

    // ---- the workers'

    // SPEC P2, SPEC P16
    @Test
    void inputFilter_refusesTasksByTheirClasses() throws Exception {
        String pattern = "!" + HERE + "$Parcel;!" + HERE + "$Hidden";
        String refused = " is refused by the input filter of the workers: inputFilter='" + pattern + "'";
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.inputFilter(pattern)))) {
            TaskFunction<Object, String> describe = Tasks::describe;
            Parcel parcel = new Parcel(1);
            assertThat(pool.submit(describe, new Object[] {parcel}).exception().orElseThrow())
                    .isExactlyInstanceOf(TaskSerializationException.class)
                    .hasMessage("cannot rebuild the argument: class " + HERE + "$Parcel" + refused);
            assertThat(pool.submit(() -> parcel.weight).exception().orElseThrow())
                    .hasMessage("cannot rebuild the function: class " + HERE + "$Parcel" + refused);
            assertThat(pool.submit(Hidden.task()).exception().orElseThrow())
                    .hasMessage("cannot rebuild the function: class " + HERE + "$Hidden" + refused);
            assertThat(pool.submit(describe, new Order(3)).get()).isEqualTo("Order[number=3]");
            assertThat(pool.submit(() -> new Parcel(5)).get().weight).isEqualTo(5); // it is sent by the worker
            assertThat(pool.stats().restarts()).isZero();
        }
    }

    // SPEC P2, SPEC P16
    @Test
    void inputFilter_refusesAnInitializer() throws Exception {
        String pattern = "!" + HERE + "$Hidden";
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).initializer(Hidden.initializer()).worker(w -> w.inputFilter(pattern)))) {
            Throwable failure = pool.submit(Tasks::square, 3).exception().orElseThrow();

            assertThat(failure).isInstanceOf(BrokenPoolException.class);
            assertThat(failure)
                    .hasStackTraceContaining("class " + HERE + "$Hidden is refused by the input filter of the workers");
        }
    }

    // SPEC P2, SPEC P16
    @Test
    void inputFilter_thatAllowsOnlySomeClasses_letsThoseThrough() throws Exception {
        String pattern = "dev.tandem.**;java.base/*;!*";
        try (ProcessPoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).worker(w -> w.inputFilter(pattern)))) {
            TaskFunction<Object, String> describe = Tasks::describe;

            assertThat(pool.submit(describe, new ArrayList<>(List.of(new Order(1), Size.SMALL, 2L)))
                            .get())
                    .isEqualTo("[Order[number=1], SMALL, 2]");
            assertThat(pool.submit(describe, new java.sql.Timestamp(0))
                            .exception()
                            .orElseThrow())
                    .hasMessage(
                            "cannot rebuild the argument: class java.sql.Timestamp is refused by the input filter of"
                                    + " the workers: inputFilter='" + pattern + "'");
        }
    }

    // SPEC A4, SPEC P16
    @Test
    void inputFilter_badPattern_namesRuleAndValue() {
        assertThatThrownBy(() -> WorkerOptions.defaults().inputFilter("maxdepth=many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("inputFilter must be a pattern as the JDK's filters take it (")
                .hasMessageEndingWith("): inputFilter='maxdepth=many'");
        assertThatThrownBy(() -> WorkerOptions.defaults().inputFilter(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inputFilter must say something: inputFilter=''");
        assertThatThrownBy(() -> WorkerOptions.defaults().inputFilter("a".repeat(20_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("inputFilter must have at most 16384 characters: length=20000");
    }

    record Order(int number) implements Serializable {}

    enum Size {
        SMALL
    }

    static final class Parcel implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int weight;

        Parcel(int weight) {
            this.weight = weight;
        }
    }

    /** A class with lambdas in its code. */
    static final class Hidden {
        private Hidden() {}

        static TaskCallable<Integer> task() {
            return () -> 1;
        }

        static TaskRunnable initializer() {
            return () -> {};
        }
    }
}
