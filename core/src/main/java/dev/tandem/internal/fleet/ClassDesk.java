package dev.tandem.internal.fleet;

import dev.tandem.internal.wire.Fetch;
import dev.tandem.internal.wire.Fetched;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.ProtocolException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where one worker asks for classes and resources. It can neither take all threads nor all memory. Thread-safe. */
final class ClassDesk {
    /** How many questions of a worker are answered at the same time. More are faster, less leave threads for others. */
    private static final int MOST_AT_A_TIME = 16;

    /** How many bytes of answers wait for a worker to take them before no more are made for it. */
    private static final long MOST_UNSENT = 64L * 1024 * 1024;

    private final ClassFinder finder;
    private final ClassThreads threads;

    /** Sends an answer; {@link #sent} tells when it has gone. */
    private final Consumer<Frame> out;

    /** Questions that nobody has begun to answer. Guarded by {@code this}, as all that follows. */
    private final ArrayDeque<Fetch> waiting = new ArrayDeque<>();

    private final Set<Thread> busy = new HashSet<>();

    /** How many are being answered, or are about to be. */
    private int begun;

    /** Whether resources are being read, which may be as large as a frame: one at a time, or much memory would go there. */
    private boolean resourcesBegun;

    /** How many have been asked whose answers have not gone yet. */
    private int open;

    private long unsent;
    private boolean closed;

    ClassDesk(ClassFinder finder, ClassThreads threads, Consumer<Frame> out) {
        this.finder = finder;
        this.threads = threads;
        this.out = out;
    }

    /** Takes a question, which is answered by another thread. */
    void ask(Fetch question) {
        if (!finder.isKnown(question)) {
            throw new ProtocolException("question for an unknown class loader: origin=" + question.origin());
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            if (open == Fetch.MOST) {
                throw new ProtocolException("too many questions for classes at a time: most=" + Fetch.MOST);
            }
            open++;
            waiting.addLast(question);
        }
        begin();
    }

    private void begin() {
        for (Fetch next = next(); next != null; next = next()) {
            Fetch question = next;
            if (!threads.tryExecute(() -> answer(question))) {
                send(
                        question,
                        Fetched.failed(
                                question.number(),
                                "class or resource " + question.name()
                                        + " could not be looked for in the pool's process: no thread could be started"));
            }
        }
    }

    private synchronized @Nullable Fetch next() {
        if (closed || begun == MOST_AT_A_TIME || unsent > MOST_UNSENT) {
            return null;
        }
        for (Iterator<Fetch> i = waiting.iterator(); i.hasNext(); ) {
            Fetch question = i.next();
            boolean forResources = question.kind() == Fetch.Kind.RESOURCES;
            if (!forResources || !resourcesBegun) {
                resourcesBegun |= forResources;
                begun++;
                i.remove();
                return question;
            }
        }
        return null;
    }

    private void answer(Fetch question) {
        Thread thread = Thread.currentThread();
        synchronized (this) {
            if (closed) {
                return;
            }
            busy.add(thread);
        }
        Fetched answer = finder.answer(question);
        synchronized (this) {
            busy.remove(thread);
        }
        Thread.interrupted(); // by whoever closed this, or by code of users: it does not concern the next one
        send(question, answer);
        begin();
    }

    private void send(Fetch question, Fetched answer) {
        Frame frame = frame(answer);
        synchronized (this) {
            begun--;
            resourcesBegun &= question.kind() != Fetch.Kind.RESOURCES;
            if (closed) {
                return;
            }
            unsent += frame.payload().length;
        }
        out.accept(frame);
    }

    private static Frame frame(Fetched answer) {
        try {
            return answer.toFrame();
        } catch (OutOfMemoryError e) {
            return Fetched.failed(
                            answer.number(), "class or resource is too large for the memory of the pool's process")
                    .toFrame();
        }
    }

    /** An answer has gone. */
    void sent(Frame frame) {
        synchronized (this) {
            open--;
            unsent -= frame.payload().length;
        }
        begin();
    }

    /** The worker is gone: nothing is answered any more, and nothing of it holds up others. */
    synchronized void close() {
        closed = true;
        waiting.clear();
        busy.forEach(threads::abandon);
    }
}
