package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.Futures;
import dev.tandem.MapResults;
import dev.tandem.Pipeline;
import dev.tandem.PipelineResults;
import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.Progress;
import dev.tandem.RateLimit;
import dev.tandem.TaskCallable;
import dev.tandem.TaskFunction;
import dev.tandem.TaskFuture;
import dev.tandem.TaskScope;
import dev.tandem.TaskSerializationException;
import dev.tandem.ThreadPoolExecutor;
import dev.tandem.WorkerContext;
import java.io.Serializable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The texts that users see when they send objects of this library to a worker. */
class OwnObjectsRefusalTest {
    private static final String POOL =
            "a pool belongs to the process that made it: submit what comes next from here, when the result is there";

    private final Wire wire = new Wire();

    // SPEC P5: the whole text once.
    @Test
    void rateLimit_captured_isAdvisedAbout() {
        RateLimit limit = RateLimit.perSecond(1000);
        TaskFunction<Integer, Integer> function = n -> {
            limit.acquire();
            return n;
        };
        assertThat(refusal(TaskCall.function(function, 1)))
                .isEqualTo("cannot serialize the function: lambda at dev.tandem.internal.codec.OwnObjectsRefusalTest"
                        + " captured local variable 1 of 1 (dev.tandem.RateLimit), which is not serializable; a rate"
                        + " limit belongs to the process that made it: acquire where the task is submitted, or give it"
                        + " to a stage of a pipeline");
    }

    // SPEC P5: users cannot make our classes serializable, and are not asked to.
    @Test
    void objectsOfTheLibrary_areAdvisedAbout() throws Exception {
        Map<Object, String> advice = new IdentityHashMap<>();
        try (PoolExecutor threads = ThreadPoolExecutor.open(1);
                PoolExecutor processes = ProcessPoolExecutor.open(1);
                Progress progress = Progress.start(o -> o.sink(snapshot -> {}));
                TaskScope scope = Futures.scope(threads);
                MapResults<Integer> results = threads.map(n -> n, List.of(1));
                PipelineResults<Integer> flow = Pipeline.from(List.of(1)).start()) {
            TaskFuture<Integer> future = threads.submit(() -> 1);
            advice.put(threads, POOL);
            advice.put(processes, POOL);
            advice.put(threads.with(o -> o.label("x")), POOL);
            advice.put(
                    scope,
                    "a scope belongs to the process that made it: submit what comes next from here, when the result is"
                            + " there");
            advice.put(
                    progress, "a progress belongs to the process that made it: count here, when the result is there");
            advice.put(future, "send its result instead: join it before, or submit when it is done");
            advice.put(future.thenApply(n -> n), "send its result instead: join it before, or submit when it is done");
            advice.put(results, "collect its elements into a list first");
            advice.put(flow, "collect its elements into a list first");
            advice.put(Pipeline.from(List.of(1)), "a pipeline belongs to the process that made it: run it from here");
            advice.put(
                    threads.submit(() -> WorkerContext.current().orElseThrow()).get(),
                    "it tells of one task in its process: call WorkerContext.current() inside the task");
            advice.put(Futures.asCompleted(List.of(future)), "send what the task needs of it");
            advice.put(threads.stats(), "send what the task needs of it");
            advice.put(progress.snapshot(), "send what the task needs of it");
            advice.put(ProcessPoolOptions.defaults(), "send what the task needs of it");
            for (Map.Entry<Object, String> each : advice.entrySet()) {
                Object own = each.getKey();
                assertThat(refusal(TaskCall.callable((TaskCallable<?>) () -> own)))
                        .as(own.getClass().getName())
                        .endsWith(" (" + own.getClass().getName() + "), which is not serializable; " + each.getValue());
                assertThat(refusal(TaskCall.function((Object a) -> a, new Held(own))))
                        .as(own.getClass().getName())
                        .contains("$Held.own (" + own.getClass().getName() + ")")
                        .endsWith("; " + each.getValue());
            }
        }
    }

    private String refusal(TaskCall call) {
        Throwable refusal = catchThrowable(() -> wire.taskEncoder.encode(call));
        assertThat(refusal).isExactlyInstanceOf(TaskSerializationException.class);
        return refusal.getMessage();
    }

    private record Held(Object own) implements Serializable {}
}
