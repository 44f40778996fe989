package dev.tandem.internal.mapping;

import dev.tandem.internal.task.PoolFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Chunks that are taken in the order of their elements. */
final class OrderedChunks implements PendingChunks {
    private final Deque<Chunk> chunks = new ArrayDeque<>();

    @Override
    public void add(Chunk chunk) {
        chunks.addLast(chunk);
    }

    @Override
    public void putBack(List<Chunk> parts) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            chunks.addFirst(parts.get(i));
        }
    }

    @Override
    public @Nullable Chunk take(long nanos) throws InterruptedException {
        PoolFuture<Object> future = chunks.getFirst().future();
        if (future != null && !future.isDone()) {
            try {
                future.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | CancellationException e) {
                return chunks.pollFirst(); // done; whoever takes it looks how
            } catch (TimeoutException e) {
                return null;
            }
        }
        return chunks.pollFirst();
    }

    @Override
    public int size() {
        return chunks.size();
    }

    @Override
    public void cancelAll() {
        for (Iterator<Chunk> last = chunks.descendingIterator(); last.hasNext(); ) {
            last.next().cancel();
        }
        chunks.clear();
    }
}
