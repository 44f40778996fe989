package dev.tandem.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who asks waits for the answer to its own question. SPEC P4. */
@Timeout(60)
class FetcherTest {
    private final BlockingQueue<Fetch> sent = new LinkedBlockingQueue<>();
    private volatile boolean isParentGone;

    @SuppressWarnings("NullAway") // nothing is sent
    private final Fetcher fetcher = new Fetcher(null) {
        @Override
        void send(Frame frame) throws IOException {
            if (isParentGone) {
                throw new IOException("broken pipe");
            }
            sent.add(Fetch.of(frame));
        }
    };

    private FutureTask<Fetched> ask(String name) {
        FutureTask<Fetched> task = new FutureTask<>(() -> fetcher.ask(Fetch.Kind.CLASS, 3, name));
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @Test
    void answers_inAnyOrder_reachWhoAsked() throws Exception {
        List<FutureTask<Fetched>> tasks = new ArrayList<>();
        List<Fetch> questions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(ask("name" + i));
            questions.add(sent.take());
        }
        for (int i = 4; i >= 0; i--) {
            fetcher.answered(Fetched.nothing(
                    questions.get(i).number(), "to " + questions.get(i).name()));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(tasks.get(i).get().text()).isEqualTo("to name" + i);
            assertThat(questions.get(i).origin()).isEqualTo(3);
        }
    }

    @Test
    void interrupt_doesNotEndTheWait_andIsKept() throws Exception {
        boolean[] interrupted = new boolean[1];
        Thread thread = new Thread(() -> {
            Fetched answer = fetcher.ask(Fetch.Kind.CLASS, 1, "any");
            interrupted[0] =
                    Thread.currentThread().isInterrupted() && answer.text().equals("at last");
        });
        thread.start();
        Fetch question = sent.take();
        thread.interrupt();
        while (thread.isInterrupted()) { // until it has noticed
            Thread.onSpinWait();
        }
        assertThat(thread.isAlive()).isTrue();
        fetcher.answered(Fetched.nothing(question.number(), "at last"));
        thread.join();

        assertThat(interrupted[0]).isTrue();
    }

    @Test
    void answer_withoutAQuestion_breaksTheProtocol() throws Exception {
        assertThatThrownBy(() -> fetcher.answered(Fetched.own(7)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("answer without a question: number=7");
        FutureTask<Fetched> task = ask("name");
        int number = sent.take().number();
        fetcher.answered(Fetched.own(number));
        task.get();

        assertThatThrownBy(() -> fetcher.answered(Fetched.own(number))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void question_toNobody_isAnsweredByThat() throws ExecutionException, InterruptedException {
        isParentGone = true;

        assertThat(ask("p.Gone").get().text())
                .isEqualTo("class or resource p.Gone cannot be asked for: the pool's process is gone");
    }

    @Test
    void questions_areFewerThanWhatTheParentTakesForAnAttack() throws Exception {
        List<FutureTask<Fetched>> tasks = new ArrayList<>();
        for (int i = 0; i < Fetch.MOST / 2 + 10; i++) {
            tasks.add(ask("name"));
        }
        List<Fetch> first = new ArrayList<>();
        while (first.size() < Fetch.MOST / 2) {
            first.add(sent.take());
        }
        assertThat(sent).isEmpty();
        for (Fetch question : first) {
            fetcher.answered(Fetched.own(question.number()));
        }
        for (int i = 0; i < 10; i++) {
            fetcher.answered(Fetched.own(sent.take().number()));
        }
        for (FutureTask<Fetched> task : tasks) {
            assertThat(task.get().result()).isEqualTo(Fetched.Result.OWN);
        }
    }
}
