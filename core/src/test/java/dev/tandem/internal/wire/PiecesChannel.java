package dev.tandem.internal.wire;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** A channel that yields bytes in given pieces, with nothing a few times after each, as one that does not block. */
final class PiecesChannel implements ReadableByteChannel {
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private final int pauses;
    private int pausesLeft;

    PiecesChannel(Collection<byte[]> pieces, int pauses) {
        pieces.forEach(piece -> this.pieces.addLast(ByteBuffer.wrap(piece)));
        this.pauses = pauses;
    }

    @Override
    public int read(ByteBuffer target) {
        if (pausesLeft > 0) {
            pausesLeft--;
            return 0;
        }
        while (!pieces.isEmpty() && !pieces.getFirst().hasRemaining()) {
            pieces.removeFirst();
        }
        ByteBuffer piece = pieces.peekFirst();
        if (piece == null) {
            return -1;
        }
        int count = Math.min(piece.remaining(), target.remaining());
        target.put(piece.slice(piece.position(), count));
        piece.position(piece.position() + count);
        if (!piece.hasRemaining()) {
            pausesLeft = pauses;
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
