package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.BrokenPoolException;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.TaskSerializationException;
import dev.tandem.spi.ContextCarrier;
import dev.tandem.spi.ContextCarriers;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Context carriers between processes. */
@ExtendWith(LeakCheck.class)
@Deadline
class ProcessPoolContextTest {
    /** What the carrier below captures. */
    private static final ThreadLocal<@Nullable Object> HELD = new ThreadLocal<>();

    /** Carries whatever is held. */
    private enum Any implements ContextCarrier<Object> {
        INSTANCE;

        @Override
        public @Nullable Object capture() {
            return HELD.get();
        }

        @Override
        public Scope restore(Object captured) {
            HELD.set(captured);
            return HELD::remove;
        }
    }

    record Request(int number, Object connection) implements Serializable {}

    // SPEC P5: decision 1.
    @Test
    void captured_thatCannotBeSerialized_failsItsOwnFuture_andNamesCarrierAndPath() throws Exception {
        String message = "cannot serialize the context of carrier " + Any.class.getName() + ": "
                + Request.class.getTypeName() + " is not serializable: field " + Request.class.getTypeName()
                + ".connection (java.lang.Object); if it is there to be locked, make the field transient or use a new byte[0]";
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).carry(Any.INSTANCE))) {
            HELD.set(new Request(1, new Object()));
            TaskFuture<Integer> failed = pool.submit(Tasks::square, 3);
            assertThatThrownBy(() -> pool.map(Tasks::square, List.of(1, 2), o -> o.chunkSize(2))
                            .toList())
                    .hasMessageContaining(message);
            HELD.remove();

            assertThat(failed.isDone()).isTrue();
            assertThat(failed.exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessage(message);
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        } finally {
            HELD.remove();
        }
    }

    /** Cannot be rebuilt. */
    static final class Broken implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("unreadable " + in.available());
        }
    }

    // SPEC P5
    @Test
    void captured_thatCannotBeRebuilt_failsTheTask_andNamesTheCarrier() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).carry(Any.INSTANCE))) {
            HELD.set(new Broken());
            TaskFuture<Integer> failed = pool.submit(Tasks::square, 3);
            HELD.remove();

            assertThat(failed.exception().orElseThrow())
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("cannot rebuild the context of carrier " + Any.class.getName() + ": ")
                    .hasMessageContaining("unreadable 0");
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        } finally {
            HELD.remove();
        }
    }

    // SPEC A1: a task sees it as it was at the submission.
    @Test
    void captured_thatIsChangedAfterwards_arrivesAsItWas() throws Exception {
        int[] counter = {1};
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).carry(Any.INSTANCE))) {
            HELD.set(counter);
            TaskFuture<Integer> future = pool.submit(() -> {
                int[] held = (int[]) HELD.get();
                return held == null ? -1 : held[0]++;
            });
            counter[0] = 2;

            assertThat(future.get()).isEqualTo(1);
            assertThat(counter[0]).isEqualTo(2);
        } finally {
            HELD.remove();
        }
    }

    // SPEC P13
    @Test
    void captured_thatIsLarge_arrives() throws Exception {
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 5;
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).carry(Any.INSTANCE))) {
            HELD.set(large);
            TaskFuture<Byte> future = pool.submit(() -> {
                byte[] held = (byte[]) HELD.get();
                return held == null ? 0 : held[2_999_999];
            });
            assertThat(future.get()).isEqualTo((byte) 5);
        } finally {
            HELD.remove();
        }
    }

    /** Does not travel itself. */
    static final class Anchored implements ContextCarrier<String> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "unused"}) // on purpose
        private final Object anchor = new Object();

        @Override
        public String capture() {
            return "x";
        }

        @Override
        public Scope restore(String captured) {
            return () -> {};
        }
    }

    // SPEC A4, P5
    @Test
    void carrier_thatCannotBeSerialized_failsOpen() {
        assertThatThrownBy(() -> ProcessPoolExecutor.open(o -> o.workers(1).carry(new Anchored())))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessage("cannot serialize a context carrier: " + Anchored.class.getTypeName()
                        + " is not serializable: field " + Anchored.class.getTypeName()
                        + ".anchor (java.lang.Object); if it is there to be locked, make the field transient or use a"
                        + " new byte[0]");
    }

    /** Cannot be rebuilt in a worker. */
    static final class Fragile implements ContextCarrier<String> {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("fragile " + in.available());
        }

        @Override
        public String capture() {
            return "x";
        }

        @Override
        public Scope restore(String captured) {
            return () -> {};
        }
    }

    // SPEC P10
    @Test
    void carrier_thatCannotBeRebuilt_breaksThePool_andSaysWhy() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).carry(new Fragile()))) {
            assertThat(pool.submit(Tasks::square, 3).exception().orElseThrow())
                    .isInstanceOf(BrokenPoolException.class)
                    .hasMessageContaining("cannot rebuild a context carrier: ")
                    .hasMessageContaining("fragile 0");
        }
    }

    // SPEC A14: each worker gets the carriers, also one that takes the place of another.
    @Test
    void context_ofATaskOnAReplacedWorker_isInPlace() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).carry(new ThreadContext.Carrier("user")));
                ThreadContext.Holding ann = ThreadContext.with("user", "ann")) {
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
            assertThat(pool.submit(ThreadContext::tell, "user").get()).isEqualTo("ann");
        }
    }

    // SPEC A14
    @Test
    void locale_isThatOfThisProcess_atTheSubmission() throws Exception {
        Locale before = Locale.getDefault();
        Locale formatBefore = Locale.getDefault(Locale.Category.FORMAT);
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).carry(ContextCarriers.locale()));
                PoolExecutor plain = ProcessPoolExecutor.open(1)) {
            Locale.setDefault(Locale.GERMANY);
            Locale.setDefault(Locale.Category.FORMAT, Locale.FRANCE);
            TaskFuture<String> french = pool.submit(ProcessPoolContextTest::tellLocales);
            TaskFuture<String> own = plain.submit(ProcessPoolContextTest::tellLocales);
            Locale.setDefault(Locale.JAPAN);
            TaskFuture<String> japanese = pool.submit(ProcessPoolContextTest::tellLocales);

            assertThat(french.get()).isEqualTo("de_DE de_DE fr_FR");
            assertThat(japanese.get()).isEqualTo("ja_JP ja_JP ja_JP");
            assertThat(own.get()).isNotEqualTo("de_DE de_DE fr_FR");
        } finally {
            Locale.setDefault(before);
            Locale.setDefault(Locale.Category.FORMAT, formatBefore);
        }
    }

    private static String tellLocales() {
        return Locale.getDefault() + " " + Locale.getDefault(Locale.Category.DISPLAY) + " "
                + Locale.getDefault(Locale.Category.FORMAT);
    }

    // SPEC A4: there it would be that of other tasks, too.
    @Test
    void locale_withSeveralTasksInOneProcess_isRefused() {
        String rule = "a carrier that changes a whole process needs worker processes that run one task at a time: ";
        assertThatThrownBy(() -> ProcessPoolExecutor.open(
                        o -> o.carry(ContextCarriers.locale()).threadsPerWorker(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule + "threadsPerWorker=2, carrier=dev.tandem.spi.LocaleCarrier");
        assertThatThrownBy(() -> dev.tandem.ThreadPoolExecutor.open(o -> o.carry(ContextCarriers.locale())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(rule + "this is a thread pool, carrier=dev.tandem.spi.LocaleCarrier");
    }

    // SPEC A14
    @Test
    void contextClassLoader_isTheWorkersOwn_whateverATaskBeforeHasLeft() throws Exception {
        try (PoolExecutor pool =
                ProcessPoolExecutor.open(o -> o.workers(1).carry(ContextCarriers.contextClassLoader()))) {
            pool.submit(() -> Thread.currentThread().setContextClassLoader(null))
                    .get();

            assertThat(pool.submit(() -> Thread.currentThread().getContextClassLoader()
                                    == ClassLoader.getSystemClassLoader())
                            .get())
                    .isTrue();
        }
    }

    // SPEC A14
    @Test
    void contextClassLoader_onThreads_isThatOfTheSubmitter() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader special = new ClassLoader(before) {};
        try (PoolExecutor pool =
                dev.tandem.ThreadPoolExecutor.open(o -> o.workers(1).carry(ContextCarriers.contextClassLoader()))) {
            Thread.currentThread().setContextClassLoader(special);
            TaskFuture<ClassLoader> there =
                    pool.submit(() -> Thread.currentThread().getContextClassLoader());
            Thread.currentThread().setContextClassLoader(before);

            assertThat(there.get()).isSameAs(special);
            assertThat(pool.submit(() -> Thread.currentThread().getContextClassLoader())
                            .get())
                    .isSameAs(before);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    // SPEC A4
    @Test
    @SuppressWarnings("NullAway")
    void carry_null_namesTheParameter() {
        assertThatThrownBy(() -> ProcessPoolExecutor.open(o -> o.carry((ContextCarrier<?>) null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("carrier");
        assertThatThrownBy(() -> ProcessPoolExecutor.open(o -> o.carry((ContextCarrier<?>[]) null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("carriers");
    }
}
