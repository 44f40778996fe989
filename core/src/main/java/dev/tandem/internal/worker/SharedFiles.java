package dev.tandem.internal.worker;

import dev.tandem.internal.codec.AttachmentInput;
import dev.tandem.internal.codec.SharedSource;
import dev.tandem.internal.codec.TaskDecoder;
import dev.tandem.internal.wire.PayloadFile;
import dev.tandem.internal.wire.Region;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The files in which a pool shares values with its workers. */
final class SharedFiles implements SharedSource {
    private final Path directory;
    private final String home;
    private final TaskDecoder decoder;
    private final Region region;

    /**
     * The files of a worker's pool.
     *
     * @param directory the worker's own directory
     * @param region the shared memory of its first lane
     */
    SharedFiles(Path directory, TaskDecoder decoder, Region region) {
        this.directory = directory;
        this.home = PayloadFile.home(directory);
        this.decoder = decoder;
        this.region = region;
    }

    @Override
    public String home() {
        return home;
    }

    @Override
    public long closings() {
        return region.closings();
    }

    @Override
    public boolean isThere(long number) {
        return PayloadFile.ofShared(directory, number).toFile().exists();
    }

    @Override
    public Object read(long number) throws IOException {
        Path path = PayloadFile.ofShared(directory, number);
        try {
            return read(path);
        } catch (IOException | RuntimeException e) {
            if (!path.toFile().exists()) { // it was closed while it was read
                NoSuchFileException gone = new NoSuchFileException(path.toString());
                gone.initCause(e);
                throw gone;
            }
            throw e;
        }
    }

    private Object read(Path path) throws IOException {
        try (AttachmentInput file = AttachmentInput.openToMap(path)) {
            byte[] end = file.read(file.size() - PayloadFile.SIZE, PayloadFile.SIZE);
            PayloadFile place = PayloadFile.get(ByteBuffer.wrap(end));
            return decoder.decodeShared(file.read(place.offset(), place.length()), file);
        }
    }
}
