package dev.tandem.cli.map;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Where inputs come from, one after the other, for as long as somebody asks. Used by one thread. */
interface ItemSource extends Closeable {
    /** Returns the next input, waiting for it if need be; empty at the end. */
    Optional<Input> next() throws IOException;

    @Override
    default void close() throws IOException {}
}
