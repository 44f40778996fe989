package dev.tandem.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.ProcessPoolOptions;
import dev.tandem.internal.codec.OriginRegistry;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolSettings;
import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One worker's questions neither take all threads nor all memory. SPEC P4, FAULTS row 10. */
@Timeout(60)
class ClassDeskTest {
    private final ClassThreads threads = new ClassThreads(
            new PoolCore(PoolSettings.of(ProcessPoolOptions.defaults().name("desk"))));
    private final OriginRegistry origins = new OriginRegistry(null);
    private final ClassFinder finder = new ClassFinder(origins, null);
    private final BlockingQueue<Frame> sent = new LinkedBlockingQueue<>();
    private final ClassDesk desk = new ClassDesk(finder, threads, sent::add);
    private final Semaphore entered = new Semaphore(0);
    private final CountDownLatch release = new CountDownLatch(1);

    private final Slow slow = new Slow(entered, release);

    /** Blocks for some names, and defines a class of its own, so that it is known. */
    private static final class Slow extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        private final Semaphore entered;
        private final CountDownLatch release;

        Slow(Semaphore entered, CountDownLatch release) {
            super("slow", ClassDeskTest.class.getClassLoader());
            this.entered = entered;
            this.release = release;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("slow.") || name.startsWith("stubborn.")) {
                entered.release();
                await(name.startsWith("stubborn."));
            }
            throw new ClassNotFoundException(name);
        }

        private void await(boolean stubborn) {
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    if (!stubborn) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }

        Class<?> own() {
            try (InputStream in = ClassDeskTest.class.getResourceAsStream("ClassDeskTest$Own.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(null, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Own {}

    @BeforeEach
    void tellOfTheLoader() {
        assertThat(origins.of(slow.own())).isEqualTo(1);
    }

    @AfterEach
    void end() {
        release.countDown();
        desk.close();
        threads.close();
    }

    private static Fetch ask(int number, String name) {
        return new Fetch(number, Fetch.Kind.CLASS, 1, name);
    }

    private Fetched take() throws InterruptedException {
        Frame frame = sent.take();
        desk.sent(frame);
        return Fetched.of(frame);
    }

    @Test
    void questions_areAnsweredByOtherThreads() throws Exception {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            desk.ask(ask(i, "p.Gone" + i));
        }
        for (int i = 0; i < 100; i++) {
            Fetched answer = take();
            assertThat(answer.text()).contains("p.Gone" + answer.number() + " was not found");
            numbers.add(answer.number());
        }
        assertThat(numbers).hasSize(100);
    }

    @Test
    void question_forALoaderThatNobodyWasTold_breaksTheProtocol() {
        assertThatThrownBy(() -> desk.ask(new Fetch(1, Fetch.Kind.CLASS, 2, "p.C")))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("question for an unknown class loader: origin=2");
    }

    @Test
    void tooManyQuestions_breakTheProtocol() {
        for (int i = 0; i < Fetch.MOST; i++) {
            desk.ask(ask(i, "slow.C" + i));
        }
        assertThatThrownBy(() -> desk.ask(ask(5000, "slow.C")))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("too many questions for classes at a time: most=1024");
    }

    @Test
    void answersThatNobodyTakes_countAsOpen() throws Exception {
        for (int i = 0; i < Fetch.MOST; i++) {
            desk.ask(ask(i, "p.Gone"));
        }
        List<Frame> answers = new ArrayList<>();
        for (int i = 0; i < Fetch.MOST; i++) {
            answers.add(sent.take());
        }
        assertThatThrownBy(() -> desk.ask(ask(5000, "p.Gone"))).isInstanceOf(ProtocolException.class);
        desk.sent(answers.get(0));
        desk.ask(ask(5001, "p.Gone"));
        assertThat(Fetched.of(sent.take()).number()).isEqualTo(5001);
    }

    @Test
    void workersWhoseLoadersBlock_leaveThreadsForOthers() throws Exception {
        for (int i = 0; i < 1000; i++) {
            desk.ask(ask(i, "slow.C" + i));
        }
        entered.acquire(16);
        BlockingQueue<Frame> others = new LinkedBlockingQueue<>();
        ClassDesk other = new ClassDesk(finder, threads, others::add);
        other.ask(ask(1, "p.Gone"));
        assertThat(Fetched.of(others.take()).number()).isEqualTo(1);
        assertThat(entered.tryAcquire()).isFalse();
        other.close();
    }

    @Test
    void worker_thatIsGone_leavesItsThreads_howeverLongTheyGoOn() throws Exception {
        for (int round = 0; round < ClassThreads.MOST / 16 + 1; round++) { // more than there are threads
            ClassDesk gone = new ClassDesk(finder, threads, sent::add);
            for (int i = 0; i < 16; i++) {
                gone.ask(ask(i, "stubborn.C" + round + "_" + i));
                entered.acquire();
            }
            gone.close();
        }
        desk.ask(ask(7, "p.Gone"));
        assertThat(take().number()).isEqualTo(7);
    }

    @Test
    void worker_thatIsGone_getsNoAnswers() throws Exception {
        desk.ask(ask(1, "slow.C"));
        entered.acquire();
        desk.close(); // which interrupts the loader
        desk.ask(ask(2, "p.Gone"));
        BlockingQueue<Frame> others = new LinkedBlockingQueue<>();
        ClassDesk other = new ClassDesk(finder, threads, others::add);
        other.ask(ask(3, "p.Gone"));
        others.take();
        assertThat(sent).isEmpty();
        other.close();
    }
}
