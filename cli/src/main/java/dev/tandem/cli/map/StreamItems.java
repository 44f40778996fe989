package dev.tandem.cli.map;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;

/**
 * The lines of a stream, or what lies between its NUL bytes. A last one need not be ended. Each is there as soon as its
 * end has been read: nothing waits for a buffer to fill.
 */
final class StreamItems implements ItemSource {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final byte delimiter;
    private final Charset charset;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private int position;
    private int limit;

    private StreamItems(InputStream in, byte delimiter, Charset charset) {
        this.in = in;
        this.delimiter = delimiter;
        this.charset = charset;
    }

    /** Lines: they end with LF or CR LF. */
    static StreamItems lines(InputStream in, Charset charset) {
        return new StreamItems(in, (byte) '\n', charset);
    }

    static StreamItems separatedByNul(InputStream in, Charset charset) {
        return new StreamItems(in, (byte) 0, charset);
    }

    @Override
    public Optional<Input> next() throws IOException {
        ByteArrayOutputStream begun = null;
        while (true) {
            if (position == limit && !fill()) {
                return begun == null ? Optional.empty() : Optional.of(input(begun.toByteArray()));
            }
            int end = position;
            while (end < limit && buffer[end] != delimiter) {
                end++;
            }
            boolean whole = end < limit;
            if (whole && begun == null) {
                byte[] bytes = Arrays.copyOfRange(buffer, position, end);
                position = end + 1;
                return Optional.of(input(bytes));
            }
            if (begun == null) {
                begun = new ByteArrayOutputStream();
            }
            begun.write(buffer, position, end - position);
            position = whole ? end + 1 : end;
            if (whole) {
                return Optional.of(input(begun.toByteArray()));
            }
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private Input input(byte[] bytes) {
        boolean crlf = delimiter == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        byte[] content = crlf ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
        return new Input(new String(content, charset), content);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
