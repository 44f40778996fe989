package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two threads that copy one value. */
@Timeout(20)
class PieceWorkTest {
    private static final int PIECES = 200;

    private final Thread owner = Thread.currentThread();

    /** How often each piece was copied. */
    private final AtomicIntegerArray copied = new AtomicIntegerArray(PIECES);

    private static void startThread(Runnable body) {
        new Thread(body).start();
    }

    private boolean isHelper() {
        return Thread.currentThread() != owner;
    }

    private void assertAllCopied(int pieces) {
        for (int i = 0; i < PIECES; i++) {
            assertThat(copied.get(i)).as("piece " + i).isEqualTo(i < pieces ? 1 : 0);
        }
    }

    // SPEC P13
    @ParameterizedTest
    @ValueSource(ints = {0, 1, PieceWork.HELPED_PIECES - 1, PieceWork.HELPED_PIECES, PIECES})
    void pieces_ofAnyNumber_areCopiedOnce(int pieces) throws Exception {
        new PieceWork() {
            @Override
            void copy(int index, ByteBuffer piece) {
                assertThat(piece.remaining()).isEqualTo(Piece.SIZE);
                piece.position(index); // as whoever uses it does
                copied.incrementAndGet(index);
            }
        }.copyAll(pieces);

        assertAllCopied(pieces);
    }

    // SPEC P13: the helper has begun a piece when all others are done.
    @Test
    void helper_isWaitedFor() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch othersDone = new CountDownLatch(PIECES - 1);
        new PieceWork() {
            @Override
            void copy(int index, ByteBuffer piece) throws IOException {
                if (isHelper() && begun.getCount() > 0) {
                    begun.countDown();
                    await(othersDone);
                } else {
                    await(begun);
                    othersDone.countDown();
                }
                copied.incrementAndGet(index);
            }
        }.copyAll(PIECES, PieceWorkTest::startThread);

        assertAllCopied(PIECES);
    }

    @Test
    void helper_thatFails_isReplacedByTheOwner() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        new PieceWork() {
            @Override
            void copy(int index, ByteBuffer piece) throws IOException {
                if (isHelper()) {
                    failed.countDown();
                    throw new IllegalStateException("only here");
                }
                await(failed);
                copied.incrementAndGet(index);
            }
        }.copyAll(PIECES, PieceWorkTest::startThread);

        assertAllCopied(PIECES);
    }

    @Test
    void owner_thatFails_tellsSo_andTheHelperEnds() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch failing = new CountDownLatch(1);
        assertThatThrownBy(() -> new PieceWork() {
                    @Override
                    void copy(int index, ByteBuffer piece) throws IOException {
                        if (!isHelper()) {
                            await(begun);
                            failing.countDown();
                            throw new IOException("no room");
                        }
                        begun.countDown();
                        await(failing); // or the helper might have copied all before the owner comes
                    }
                }.copyAll(PIECES, PieceWorkTest::startThread))
                .isInstanceOf(IOException.class)
                .hasMessage("no room");
    }

    @Test
    void helper_thatHasBegun_isWaitedFor_whenItsStartFails() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch failing = new CountDownLatch(1);
        AtomicBoolean isCopying = new AtomicBoolean();
        assertThatThrownBy(() -> new PieceWork() {
                    @Override
                    void copy(int index, ByteBuffer piece) throws IOException {
                        isCopying.set(true);
                        begun.countDown();
                        await(failing);
                        copied.incrementAndGet(index);
                        isCopying.set(false);
                    }
                }.copyAll(PIECES, body -> {
                    startThread(body);
                    await(begun);
                    failing.countDown();
                    throw new StackOverflowError("after the start");
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(isCopying).isFalse();
    }

    @Test
    void interrupt_isKeptForLater() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        new PieceWork() {
            @Override
            void copy(int index, ByteBuffer piece) throws IOException {
                if (isHelper()) {
                    begun.countDown();
                    owner.interrupt();
                } else if (index == 0) {
                    await(begun);
                }
                copied.incrementAndGet(index);
            }
        }.copyAll(PIECES, PieceWorkTest::startThread);

        assertThat(Thread.interrupted()).isTrue();
        assertAllCopied(PIECES);
    }

    @Test
    void noHelper_isNoFailure() throws Exception {
        new PieceWork() {
            @Override
            void copy(int index, ByteBuffer piece) {
                copied.incrementAndGet(index);
            }
        }.copyAll(PIECES, body -> {
            throw new RejectedExecutionException("all are busy");
        });
        assertAllCopied(PIECES);
    }

    @Test
    void helper_thatComesTooLate_doesNothing() throws Exception {
        List<Runnable> late = new ArrayList<>();
        new PieceWork() {
            @Override
            void copy(int index, ByteBuffer piece) {
                copied.incrementAndGet(index);
            }
        }.copyAll(PIECES, late::add);
        late.get(0).run();

        assertAllCopied(PIECES);
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
