package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The links between tasks in a line: SPEC A5. */
class TaskChainTest {
    private final SimPool pool = new SimPool(new Random(1), SimFault.NONE, ProcessPoolOptions.defaults());

    private FleetTask<?> task() {
        return new FleetTask<>(pool, TaskCall.callable(() -> 1), TaskOptions.defaults(), null);
    }

    @Test
    void chain_doesWhatADequeDoes() {
        Random random = new Random(7);
        TaskChain chain = new TaskChain();
        Deque<FleetTask<?>> expected = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            int choice = random.nextInt(5);
            if (choice < 2) {
                FleetTask<?> task = task();
                chain.addLast(task);
                expected.addLast(task);
            } else if (choice == 2) {
                FleetTask<?> task = task();
                chain.addFirst(task);
                expected.addFirst(task);
            } else {
                assertThat(chain.peek()).isSameAs(expected.peek());
                assertThat(chain.poll()).isSameAs(expected.poll());
            }
            assertThat(chain.isEmpty()).isEqualTo(expected.isEmpty());
        }
    }
}
