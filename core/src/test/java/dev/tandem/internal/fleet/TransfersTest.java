package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who reads large results, and what the end of a pool waits for. */
@Timeout(20)
class TransfersTest {
    private final Transfers transfers = new Transfers(new PoolCore(PoolSettings.of(ProcessPoolOptions.defaults())));
    private final CountDownLatch open = new CountDownLatch(1);

    /** Begins something that lasts until the door is open, in a thread from which it was said. */
    private Thread begin(boolean isOfOwnThread) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Thread thread = new Thread(() -> transfers.run(() -> {
            begun.countDown();
            awaitOpen();
        }));
        thread.start();
        begun.await();
        if (isOfOwnThread) {
            thread.join();
        }
        return thread;
    }

    private void awaitOpen() {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // SPEC P13, B7: also what is read by the thread that leads the pool, as there are no more of its own.
    @Test
    void end_waitsForAllThatWasBegun_whoeverDoesIt() throws Exception {
        List<Thread> others = new ArrayList<>();
        int own = Math.max(4, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < own; i++) {
            begin(true);
        }
        others.add(begin(false));
        assertThat(others.get(0).isAlive()).isTrue();
        CountDownLatch finished = new CountDownLatch(1);
        Thread end = new Thread(() -> {
            transfers.finish();
            finished.countDown();
        });
        end.start();
        await().until(() -> end.getState() == Thread.State.TIMED_WAITING);
        assertThat(finished.getCount()).isEqualTo(1);
        open.countDown();
        finished.await();
        end.join();
        others.get(0).join();
    }

    @Test
    void end_waitsForWhatOthersDo_whenItsOwnThreadsHaveEnded() throws Exception {
        CountDownLatch ownMayEnd = new CountDownLatch(1);
        int own = Math.max(4, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < own; i++) {
            transfers.run(() -> {
                try {
                    ownMayEnd.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        Thread other = begin(false);
        ownMayEnd.countDown();
        List<Boolean> wasOpen = new ArrayList<>();
        Thread end = new Thread(() -> {
            transfers.finish();
            wasOpen.add(open.getCount() == 0);
        });
        end.start();
        await().until(() -> end.getState() == Thread.State.TIMED_WAITING
                && List.of(end.getStackTrace()).toString().contains("Phaser"));
        open.countDown();
        end.join();
        other.join();

        assertThat(wasOpen).containsExactly(true);
    }

    @Test
    void end_ofWhatNobodyUsed_doesNotWait() {
        transfers.finish();
        transfers.run(open::countDown); // whoever comes later does it itself

        assertThat(open.getCount()).isZero();
    }
}
