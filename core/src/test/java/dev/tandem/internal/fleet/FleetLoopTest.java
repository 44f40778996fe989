package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of deeds when one of them blocks: SPEC C1, F5. */
@Timeout(60)
class FleetLoopTest {
    private static final ProcessPoolOptions OPTIONS = ProcessPoolOptions.defaults();

    @TempDir
    private Path dir;

    private Switchboard switchboard;
    private FleetLoop loop;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Nobody answers. */
    private static final class NoWork implements FleetLoop.Work {
        @Override
        public boolean takeAnswers() {
            return false;
        }

        @Override
        public boolean trySleep() {
            return true;
        }

        @Override
        public void wakeUp() {}
    }

    /** A deed whose parts each wait for their own permission, and then are noted. */
    private static final class Parts implements Deed {
        private final List<Integer> done = new CopyOnWriteArrayList<>();
        private final Semaphore begun = new Semaphore(0);
        private final CountDownLatch[] permitted;

        Parts(int count) {
            permitted = new CountDownLatch[count];
            for (int i = 0; i < count; i++) {
                permitted[i] = new CountDownLatch(1);
            }
        }

        @Override
        public int parts() {
            return permitted.length;
        }

        @Override
        public void run(int part) {
            begun.release();
            try {
                permitted[part].await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            done.add(part);
        }

        void awaitBegun(int parts) {
            begun.acquireUninterruptibly(parts);
        }

        void permit(int part) {
            permitted[part].countDown();
        }
    }

    @BeforeEach
    void open() {
        PoolCore core = new PoolCore(PoolSettings.of(OPTIONS));
        switchboard = new Switchboard(dir.resolve("socket"));
        Inbox inbox = new Inbox();
        Scheduler scheduler = new Scheduler(
                FleetSettings.of(OPTIONS),
                1,
                inbox,
                System::nanoTime,
                number -> {
                    throw new IllegalStateException("no task was submitted");
                },
                new SimPool(new Random(1), SimFault.NONE, OPTIONS),
                new CrashReports(core));
        loop = new FleetLoop(core, switchboard, inbox, scheduler, new NoWork());
        loop.start();
    }

    @AfterEach
    void end() throws Exception {
        run(Deed.of(() -> {
            loop.finish();
            ended.countDown();
        }));
        ended.await();
        switchboard.close();
    }

    private void run(Deed deed) {
        loop.post(() -> loop.deed(deed));
    }

    @Test
    void partThatBlocks_theOthersAreCarriedOutInOrder_andEachOnce() throws Exception {
        Parts parts = new Parts(5);
        CountDownLatch next = new CountDownLatch(1);
        run(parts);
        run(Deed.of(next::countDown));
        for (int part = 1; part < 5; part++) {
            parts.permit(part);
        }

        parts.awaitBegun(5);
        next.await();
        assertThat(parts.done).containsExactly(1, 2, 3, 4);

        parts.permit(0);
        CountDownLatch after = new CountDownLatch(1);
        run(Deed.of(after::countDown));
        after.await();
        assertThat(parts.begun.availablePermits()).isZero();
    }

    @Test
    void everyPartBlocks_eachIsBegunAllTheSame() throws Exception {
        Parts parts = new Parts(4);
        run(parts);

        parts.awaitBegun(4);
        assertThat(parts.done).isEmpty();
        for (int part = 0; part < 4; part++) {
            parts.permit(part);
        }
    }

    @Test
    void partThatThrows_theOthersAreCarriedOut() throws Exception {
        CountDownLatch others = new CountDownLatch(2);
        run(new Deed() {
            @Override
            public int parts() {
                return 3;
            }

            @Override
            public void run(int part) {
                if (part == 1) {
                    throw new IllegalStateException("on purpose: it is logged");
                }
                others.countDown();
            }
        });

        others.await();
    }
}
