package dev.tandem.internal.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.TaskOptions;
import dev.tandem.ThreadPoolOptions;
import dev.tandem.internal.codec.TaskCall;
import dev.tandem.internal.task.PoolFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A13: who has which seat. */
class SeatsTest {
    private final ThreadBackend backend = new ThreadBackend(ThreadPoolOptions.defaults());
    private final TaskQueue common = new TaskQueue();
    private final Crew crew = new Crew(backend, common, 2, Crew.FOREVER, false);
    private final Seats seats = new Seats();
    private final ThreadWorker one = new ThreadWorker(backend, crew, 1, null);
    private final ThreadWorker two = new ThreadWorker(backend, crew, 2, null);

    @Test
    void seatOf_anyHashCode_isASeat() {
        for (int hash : new int[] {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE}) {
            assertThat(task(hash).seatOf(3)).isBetween(0, 2);
        }
        assertThat(IntStream.range(0, 100)
                        .map(i -> task(i << 16).seatOf(4))
                        .distinct()
                        .count())
                .isEqualTo(4);
    }

    @Test
    void poll_takesVacantSeatsAndThenItsOwnTasksInOrder() {
        KeyedTask<?> first = add(0);
        KeyedTask<?> second = add(0);
        KeyedTask<?> other = add(1);

        assertThat(seats.isCalling()).isTrue();
        assertThat(seats.poll(one, common)).isSameAs(first);
        assertThat(seats.poll(two, common)).isSameAs(other);
        assertThat(seats.isCalling()).isFalse();
        assertThat(seats.isCalling(one)).isTrue();
        assertThat(seats.isCalling(two)).isFalse();
        assertThat(seats.poll(one, common)).isSameAs(second);
        assertThat(seats.poll(one, common)).isNull();
    }

    @Test
    void poll_samePriority_takesWhatWasSubmittedFirst() {
        KeyedTask<?> first = add(0);
        ThreadTask<?> second = addCommon();
        KeyedTask<?> third = add(0);

        assertThat(seats.poll(one, common)).isSameAs(first);
        assertThat(seats.poll(one, common)).isSameAs(second);
        assertThat(seats.poll(one, common)).isSameAs(third);
    }

    @Test
    void poll_withdrawnTasks_areSkipped() {
        add(0).tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN);
        ThreadTask<?> second = addCommon();
        second.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN);
        KeyedTask<?> third = add(0);

        assertThat(seats.poll(one, common)).isSameAs(third);
        assertThat(seats.poll(one, common)).isNull();
        assertThat(common.isEmpty()).isTrue();
    }

    @Test
    void leave_withTasks_makesTheSeatVacant() {
        add(0);
        seats.tryOccupy(one);
        seats.leave(one);

        assertThat(one.seat()).isNull();
        assertThat(seats.firstVacant()).isNotNull();
        assertThat(seats.tryOccupy(two)).isTrue();
        assertThat(seats.firstVacant()).isNull();
    }

    @Test
    void firstVacant_allTasksWithdrawn_isNone() {
        KeyedTask<?> task = add(0);
        task.tryPhase(PoolFuture.WAITING, PoolFuture.WITHDRAWN);

        assertThat(seats.firstVacant()).isNull();
        assertThat(seats.isCalling()).isFalse();
    }

    @Test
    void waitingHolder_losesItsSeatToTheNextTask() {
        add(0);
        assertThat(seats.poll(one, common)).isNotNull();
        one.setWaiting(true);
        seats.onWaiting(one);
        assertThat(one.seat()).as("without tasks").isNotNull();
        add(0);

        assertThat(one.seat()).isNull();
        assertThat(seats.isCalling()).isTrue();
    }

    @Test
    void resize_sharesWaitingTasksOutAnew() {
        seats.tryOccupy(one);
        KeyedTask<?> first = add(0);
        KeyedTask<?> second = add(1);
        KeyedTask<?> third = add(0);
        seats.tryOccupy(two);
        seats.resize(1);

        assertThat(one.seat()).isNull();
        assertThat(two.seat()).isNull();
        assertThat(seats.poll(one, common)).isSameAs(first);
        assertThat(seats.poll(one, common)).isSameAs(third);
        assertThat(seats.poll(one, common)).isSameAs(second);
        assertThat(seats.isCalling()).isFalse();
    }

    @Test
    void unite_leavesOneWorkerForBothSeats() {
        KeyedTask<?> first = add(0);
        seats.tryOccupy(one);
        KeyedTask<?> second = add(1);
        Seat vacant = seats.firstVacant();
        Seat held = one.seat();
        assertThat(vacant).isNotNull();
        assertThat(held).isNotNull();
        seats.unite(vacant, held);
        KeyedTask<?> third = add(1);

        assertThat(seats.isCalling()).isFalse();
        assertThat(seats.poll(one, common)).isSameAs(first);
        assertThat(seats.poll(one, common)).isSameAs(second);
        assertThat(seats.poll(one, common)).isSameAs(third);
        assertThat(seats.drain()).isEmpty();
    }

    private KeyedTask<?> add(int key) {
        KeyedTask<?> task = task(key);
        seats.add(task, 2);
        return task;
    }

    private KeyedTask<Integer> task(int key) {
        return new KeyedTask<>(backend, TaskCall.callable(() -> 1), TaskOptions.defaults(), key, null);
    }

    private ThreadTask<?> addCommon() {
        ThreadTask<Integer> task = new ThreadTask<>(backend, TaskCall.callable(() -> 1), TaskOptions.defaults(), null);
        common.add(task);
        return task;
    }
}
