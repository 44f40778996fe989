package dev.tandem.internal.mapping;

import dev.tandem.internal.task.Membership;
import dev.tandem.internal.task.PoolCore;
import dev.tandem.internal.task.PoolFuture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Chunks that are taken as they are done. */
final class UnorderedChunks implements PendingChunks {
    private final PoolCore core;
    private final Set<Chunk> chunks = new LinkedHashSet<>(); // chunks are equal only to themselves

    /** Those of the chunks that are done. Filled by the threads that complete them. */
    private final BlockingQueue<Chunk> done = new LinkedBlockingQueue<>();

    UnorderedChunks(PoolCore core) {
        this.core = core;
    }

    @Override
    public void add(Chunk chunk) {
        chunks.add(chunk);
        PoolFuture<Object> future = chunk.future();
        if (future == null) {
            done.add(chunk);
        } else {
            future.addDoneCallback(f -> done.add(chunk));
        }
    }

    @Override
    public void putBack(List<Chunk> parts) {
        parts.forEach(this::add);
    }

    @Override
    public @Nullable Chunk take(long nanos) throws InterruptedException {
        Chunk chunk = done.poll();
        if (chunk == null) {
            chunk = await(nanos);
        }
        if (chunk != null) {
            chunks.remove(chunk);
        }
        return chunk;
    }

    private @Nullable Chunk await(long nanos) throws InterruptedException {
        Membership.Compensation compensation = Membership.beforeWait(core);
        try {
            return done.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } finally {
            if (compensation != null) {
                compensation.afterWait();
            }
        }
    }

    @Override
    public int size() {
        return chunks.size();
    }

    @Override
    public void cancelAll() {
        List<Chunk> all = new ArrayList<>(chunks);
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).cancel();
        }
        chunks.clear();
        done.clear();
    }
}
