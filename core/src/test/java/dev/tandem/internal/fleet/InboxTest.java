package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskOptions;
import dev.tandem.internal.codec.TaskCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tasks on their way to the scheduler: SPEC A5, C3. */
class InboxTest {
    private final SimPool pool = new SimPool(new Random(1), SimFault.NONE, ProcessPoolOptions.defaults());
    private final Inbox inbox = new Inbox();

    private FleetTask<?> task() {
        return task(TaskOptions.defaults());
    }

    private FleetTask<?> task(TaskOptions options) {
        return new FleetTask<>(pool, TaskCall.callable(() -> 1), options, null);
    }

    @Test
    void itGivesTheOldestFirst_ofThoseThatWereSeen() {
        Random random = new Random(7);
        Deque<FleetTask<?>> unseen = new ArrayDeque<>();
        Deque<FleetTask<?>> seen = new ArrayDeque<>();
        for (int i = 0; i < 100_000; i++) {
            int choice = random.nextInt(i % 3_000 < 1_500 ? 3 : 6); // grows over many blocks, and shrinks to nothing
            if (choice < 2) {
                FleetTask<?> task = task();
                inbox.add(task);
                unseen.addLast(task);
            } else if (choice == 2) {
                inbox.look();
                seen.addAll(unseen);
                unseen.clear();
            } else {
                assertThat(inbox.poll()).isSameAs(seen.poll());
            }
            assertThat(inbox.size()).isEqualTo(seen.size());
            assertThat(inbox.hasNew()).isEqualTo(!unseen.isEmpty());
        }
    }

    @Test
    void drain_takesTheUnseenToo_andWhatATakerDidNotTakeStays() {
        List<FleetTask<?>> added = List.of(task(), task(), task());
        added.forEach(inbox::add);

        assertThatThrownBy(() -> inbox.drain(task -> {
                    if (task == added.get(1)) {
                        throw new IllegalStateException("taker failed");
                    }
                }))
                .hasMessage("taker failed");
        List<FleetTask<?>> taken = new ArrayList<>();
        inbox.drain(taken::add);
        inbox.drain(taken::add);

        assertThat(taken).containsExactly(added.get(2));
        assertThat(inbox.hasNew()).isFalse();
    }

    @Test
    void oneTaskWithAKeyOrAPriority_makesItMixed() {
        inbox.add(task());
        assertThat(inbox.isMixed()).isFalse();
        inbox.add(task(TaskOptions.defaults().priority(-1)));
        assertThat(inbox.isMixed()).isTrue();

        Inbox other = new Inbox();
        other.add(task(TaskOptions.defaults().key("k")));
        assertThat(other.isMixed()).isTrue();
    }

    @Test
    void manyThreadsAdd_andNothingIsLost_orComesTwice_orOutOfItsThreadsOrder() throws Exception {
        int threads = 4;
        int each = 20_000;
        Map<FleetTask<?>, Integer> owners = new IdentityHashMap<>();
        List<List<FleetTask<?>>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            List<FleetTask<?>> own = new ArrayList<>();
            for (int j = 0; j < each; j++) {
                FleetTask<?> task = task();
                own.add(task);
                owners.put(task, i);
            }
            tasks.add(own);
        }
        ExecutorService submitters = Executors.newFixedThreadPool(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (List<FleetTask<?>> own : tasks) {
            running.add(submitters.submit(() -> {
                go.await();
                own.forEach(inbox::add);
                return null;
            }));
        }
        go.countDown();
        List<List<FleetTask<?>>> taken = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            taken.add(new ArrayList<>());
        }
        boolean last = false;
        while (!last) { // until a look that began after all had ended
            last = running.stream().allMatch(Future::isDone);
            inbox.drain(task -> taken.get(owners.get(task)).add(task));
        }
        submitters.shutdown();
        for (Future<?> future : running) {
            future.get();
        }

        assertThat(taken).isEqualTo(tasks);
    }
}
