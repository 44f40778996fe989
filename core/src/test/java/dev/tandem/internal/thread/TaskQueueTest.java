package dev.tandem.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.TaskOptions;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.task.PoolFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
    private final ThreadBackend backend = new ThreadBackend(ThreadPoolOptions.defaults());
    private final TaskQueue queue = new TaskQueue();

    private ThreadTask<Object> add(String label, int priority) {
        TaskOptions options = TaskOptions.defaults().label(label).priority(priority);
        ThreadTask<Object> task = new ThreadTask<>(backend, TaskCall.callable(() -> label), options, null);
        queue.add(task);
        return task;
    }

    private List<String> labels() {
        List<String> labels = new ArrayList<>();
        queue.drain().forEach(task -> labels.add(task.label()));
        return labels;
    }

    @Test
    void poll_samePriority_isFirstInFirstOut() {
        for (String label : List.of("a", "b", "c")) {
            add(label, 0);
        }
        assertThat(labels()).containsExactly("a", "b", "c");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void poll_priorities_higherFirstThenFirstIn() {
        add("low", -1);
        add("lowest", -7);
        add("normal", 0);
        add("high", 1);
        add("highest", 9);
        add("high too", 1);
        add("normal too", 0);
        add("low too", -1);

        assertThat(labels())
                .containsExactly("highest", "high", "high too", "normal", "normal too", "low", "low too", "lowest");
    }

    @Test
    void poll_withdrawn_isSkipped() {
        for (int priority : new int[] {-1, 0, 1}) {
            add("withdrawn", priority).tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN);
            add("stays " + priority, priority);
        }
        assertThat(labels()).containsExactly("stays 1", "stays 0", "stays -1");
    }

    @Test
    void onWithdrawn_many_sweepsThemOut() {
        add("stays", 0);
        add("stays too", 5);
        for (int i = 0; i < 1_000; i++) {
            add("withdrawn", i % 3 - 1).tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN);
            queue.onWithdrawn();
        }
        assertThat(Objects.requireNonNull(queue.poll()).label()).isEqualTo("stays too");
        assertThat(Objects.requireNonNull(queue.poll()).label()).isEqualTo("stays");
        assertThat(queue.isEmpty())
                .as("withdrawn tasks are no longer in the queue")
                .isTrue();
    }
}
