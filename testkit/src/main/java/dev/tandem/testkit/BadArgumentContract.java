package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.Futures;
import dev.tandem.PoolExecutor;
import dev.tandem.RetryPolicy;
import dev.tandem.ReturnWhen;
import dev.tandem.TaskBiFunction;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.TaskRunnable;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Bad arguments fail at the call, with a message that names the parameter, the rule and the value. */
@SuppressWarnings({"FutureReturnValueIgnored", "NullAway", "CheckReturnValue"})
interface BadArgumentContract extends PoolContract {
    // SPEC A4
    @Test
    default void submit_null_namesTheParameter() {
        try (PoolExecutor pool = open(1)) {
            assertNamesNull("task", () -> pool.submit((TaskCallable<Integer>) null));
            assertNamesNull("task", () -> pool.submit((TaskRunnable) null));
            assertNamesNull("task", () -> pool.submit((Callable<Integer>) null));
            assertNamesNull("task", () -> pool.submit((Runnable) null));
            assertNamesNull("task", () -> pool.submit((Runnable) null, 1));
            assertNamesNull("task", () -> pool.submit((TaskRunnable) null, 1));
            assertNamesNull("function", () -> pool.submit((TaskFunction<Integer, Integer>) null, 1));
            assertNamesNull("function", () -> pool.submit((TaskBiFunction<Integer, Integer, Integer>) null, 1, 2));
            assertNamesNull("command", () -> pool.execute((Runnable) null));
            assertNamesNull("command", () -> pool.execute((TaskRunnable) null));
        }
    }

    // SPEC A4
    @Test
    default void invoke_null_namesTheParameter() {
        try (PoolExecutor pool = open(1)) {
            assertNamesNull("tasks", () -> pool.invokeAll(null));
            assertNamesNull("tasks", () -> pool.invokeAny(null));
        }
    }

    // SPEC A4
    @Test
    default void map_null_namesTheParameter() {
        TaskFunction<Integer, Integer> noFunction = null;
        TaskBiFunction<Integer, Integer, Integer> noBiFunction = null;
        try (PoolExecutor pool = open(1)) {
            assertNamesNull("function", () -> pool.map(noFunction, List.of(1)));
            assertNamesNull("function", () -> pool.map(noBiFunction, List.of(1), List.of(2)));
            assertNamesNull("inputs", () -> pool.map(Tasks::square, (Iterable<Integer>) null));
            assertNamesNull("inputs", () -> pool.map(Tasks::square, (Iterator<Integer>) null));
            assertNamesNull("inputs", () -> pool.map(Tasks::square, (Stream<Integer>) null));
            assertNamesNull("firsts", () -> pool.map(Tasks::add, null, List.of(1)));
            assertNamesNull("seconds", () -> pool.map(Tasks::add, List.of(1), null));
            assertNamesNull("options", () -> pool.map(Tasks::square, List.of(1), null));
        }
    }

    // SPEC A4
    @Test
    default void with_null_namesTheParameter() {
        try (PoolExecutor pool = open(1)) {
            assertNamesNull("options", () -> pool.with(null));
        }
    }

    // SPEC A4
    @Test
    default void addDoneCallback_null_namesTheParameter() {
        try (PoolExecutor pool = open(1)) {
            TaskFuture<Integer> future = pool.submit(() -> 1);

            assertNamesNull("callback", () -> future.addDoneCallback((Consumer<TaskFuture<Integer>>) null));
        }
    }

    // SPEC A4
    @Test
    default void resize_notPositive_namesParameterRuleAndValue() {
        try (PoolExecutor pool = open(1)) {
            assertRefuses("workers must be positive: workers=0", () -> pool.resize(0));
            assertRefuses("workers must be positive: workers=-3", () -> pool.resize(-3));
        }
    }

    // SPEC A4
    @Test
    default void taskOptions_badValues_nameParameterRuleAndValue() {
        try (PoolExecutor pool = open(1)) {
            assertRefuses("timeout must be positive: timeout=PT0S", () -> pool.with(o -> o.timeout(Duration.ZERO)));
            assertRefuses(
                    "deadline must be positive: deadline=PT-1S",
                    () -> pool.with(o -> o.deadline(Duration.ofSeconds(-1))));
            assertRefuses("label must not be blank: label=' '", () -> pool.with(o -> o.label(" ")));
            assertRefuses(
                    "maxAttempts must be positive: maxAttempts=0",
                    () -> pool.with(o -> o.retries(RetryPolicy.attempts(0))));
            assertRefuses(
                    "firstDelay must not be negative: firstDelay=PT-1S",
                    () -> RetryPolicy.attempts(2).backoff(Duration.ofSeconds(-1), Duration.ZERO));
            assertRefuses(
                    "maxDelay must not be less than firstDelay: maxDelay=PT1S, firstDelay=PT2S",
                    () -> RetryPolicy.attempts(2).backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        }
    }

    // SPEC A4, M6: chunkSize(0) is an error.
    @Test
    default void mapOptions_badValues_nameParameterRuleAndValue() {
        List<Integer> inputs = List.of(1);
        try (PoolExecutor pool = open(1)) {
            assertRefuses(
                    "chunkSize must be positive: chunkSize=0",
                    () -> pool.map(Tasks::square, inputs, o -> o.chunkSize(0)));
            assertRefuses(
                    "buffer must be positive: buffer=-1", () -> pool.map(Tasks::square, inputs, o -> o.buffer(-1)));
            assertRefuses(
                    "timeout must not be negative: timeout=PT-1S",
                    () -> pool.map(Tasks::square, inputs, o -> o.timeout(Duration.ofSeconds(-1))));
            assertRefuses(
                    "eager and buffer exclude each other",
                    () -> pool.map(Tasks::square, inputs, o -> o.eagerly().buffer(3)));
        }
    }

    // SPEC A4
    @Test
    default void waits_badValues_nameParameterRuleAndValue() {
        List<TaskFuture<Integer>> none = List.of();
        Duration negative = Duration.ofSeconds(-1);
        assertRefuses("timeout must not be negative: timeout=PT-1S", () -> Futures.asCompleted(none, negative));
        assertRefuses("timeout must not be negative: timeout=PT-1S", () -> Futures.await(none, negative));
        assertRefuses(
                "timeout must not be negative: timeout=PT-1S",
                () -> Futures.await(none, negative, ReturnWhen.FIRST_COMPLETED));
    }

    private static void assertNamesNull(String parameter, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(parameter);
    }

    private static void assertRefuses(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }
}
