package dev.tandem.internal.fleet;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks on their way from submitting threads to the scheduler, the oldest first. Any thread adds; who looks and takes
 * has the pool's lock.
 */
/*
 * Tasks stay here until a worker gets them, if any worker may have them: so each is touched when it is made and when it
 * is sent, and not in between, when it has long left the processor's cache.
 *
 * A chain of arrays, filled in order. A task is put into the first place that is empty by compare-and-set: so no place
 * is left out, whatever becomes of the thread that adds, and there is nothing behind an empty place. A place from which
 * the task was taken is not empty again, so that a slow thread does not use it a second time. The linked arrays, and who
 * links them, are those of M. M. Michael and M. L. Scott, "Simple, Fast, and Practical Non-Blocking and Blocking
 * Concurrent Queue Algorithms", PODC 1996, with an array in place of each node.
 */
final class Inbox {
    private static final Object TAKEN = new Object();

    private static final class Block {
        /** Large enough that linking costs nothing, small enough for a pool with nothing to do. */
        static final int SIZE = 256;

        final AtomicReferenceArray<@Nullable Object> places = new AtomicReferenceArray<>(SIZE);
        final AtomicReference<@Nullable Block> next = new AtomicReference<>();

        /** No place before this one is empty. Set by those who add, maybe late. */
        final AtomicInteger filled = new AtomicInteger();
    }

    /** The block that was last when it was last seen to be full. */
    private final AtomicReference<Block> last;

    /** Whether there ever was a task that not any worker may have in the order of submission. */
    private volatile boolean mixed;

    // guarded by the pool's lock

    /** Where the next task is to be taken from. */
    private Block taking;

    private int takeAt;

    /** Where the next task is to be seen. Also read without the lock, by who has had it: then it may be an older place. */
    private Block looking;

    private int lookAt;

    /** How many were seen and not taken. */
    private int size;

    Inbox() {
        Block first = new Block();
        last = new AtomicReference<>(first);
        taking = first;
        looking = first;
    }

    // ---- for any thread

    @SuppressWarnings("NullAway") // there always is a last block
    void add(FleetTask<?> task) {
        if (!mixed && !task.isOrdinary()) {
            mixed = true;
        }
        Block block = last.get();
        while (!tryAdd(block, task)) {
            if (block.next.get() == null) {
                block.next.compareAndSet(null, new Block());
            }
            Block next = next(block);
            last.compareAndSet(block, next);
            block = next;
        }
    }

    private static boolean tryAdd(Block block, FleetTask<?> task) {
        for (int i = block.filled.getOpaque(); i < Block.SIZE; i++) {
            if (block.places.get(i) == null && block.places.compareAndSet(i, null, task)) {
                block.filled.setOpaque(i + 1);
                return true;
            }
        }
        return false;
    }

    /** Whether there ever was a task with a key or a priority: then all must be looked at before one is sent. */
    boolean isMixed() {
        return mixed;
    }

    /** Whether a task has come that was not seen yet. */
    boolean hasNew() {
        Block block = looking;
        int at = lookAt;
        if (at == Block.SIZE) {
            Block next = block.next.get();
            return next != null && next.places.get(0) != null;
        }
        return block.places.get(at) != null;
    }

    // ---- with the pool's lock held

    /** Sees which tasks have come. */
    void look() {
        while (hasNew()) {
            if (lookAt == Block.SIZE) {
                looking = next(looking);
                lookAt = 0;
            }
            lookAt++;
            size++;
        }
    }

    /** How many tasks were seen and not taken. */
    int size() {
        return size;
    }

    /** Takes the oldest task, if it was seen; otherwise null. */
    @Nullable
    FleetTask<?> poll() {
        if (size == 0) {
            return null;
        }
        if (takeAt == Block.SIZE) {
            taking = next(taking);
            takeAt = 0;
        }
        FleetTask<?> task = (FleetTask<?>) taking.places.getAcquire(takeAt);
        taking.places.setRelease(takeAt, TAKEN);
        takeAt++;
        size--;
        return task;
    }

    /** The block behind one that has another one behind it. */
    @SuppressWarnings("NullAway")
    private static Block next(Block block) {
        return block.next.get();
    }

    /** Takes all tasks, the oldest first. Should the taker throw, those behind are still here. */
    void drain(Consumer<? super FleetTask<?>> taker) {
        look();
        for (FleetTask<?> task = poll(); task != null; task = poll()) {
            taker.accept(task);
        }
    }
}
