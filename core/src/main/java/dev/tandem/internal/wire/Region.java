package dev.tandem.internal.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The shared memory of one lane of a worker and its parent. The mapping lives as long as this object is reachable; the file can
 * be deleted once both sides have mapped it.
 *
 * <p>Both sides run on the same machine, so that numbers have its byte order.
 */
public final class Region {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** What is written to before the worker starts: a page, with the header and the words by which readers sleep. */
    private static final int HEAD = 4096;

    /** How much room is taken at a time: the JDK keeps a buffer as large for the thread. */
    private static final int RESERVE_STEP = 64 * 1024;

    /** How much room a region takes on its file system, in bytes. */
    public static final int SIZE = RegionDescriptor.REGION_SIZE;

    /** Up to so many bytes are copied one by one: the preparations of a copy in one go take longer. */
    private static final int SHORT = 24;

    private final ByteBuffer memory;

    /** Over direct memory that there is already. */
    Region(ByteBuffer memory) {
        this.memory = memory.order(ByteOrder.nativeOrder());
    }

    /** Creates the file, readable by its owner alone, and maps it: the parent's part. */
    public static Region create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                ownerOnly(file))) {
            channel.write(
                    ByteBuffer.allocate(HEAD), 0); // what is written here: to write where there is no room ends a JVM
            Region region = new Region(channel.map(FileChannel.MapMode.READ_WRITE, 0, RegionDescriptor.REGION_SIZE));
            region.putInt(RegionDescriptor.VERSION_OFFSET, RegionDescriptor.VERSION);
            region.putInt(RegionDescriptor.RING_SIZE_OFFSET, RegionDescriptor.RING_SIZE);
            region.putLong(
                    RegionDescriptor.PARENT_PID_OFFSET, ProcessHandle.current().pid());
            region.setRelease(RegionDescriptor.MAGIC_OFFSET, RegionDescriptor.MAGIC);
            return region;
        }
    }

    /**
     * Takes the room on the file system, before the region is used: to write into a mapping for which there is none ends
     * a JVM.
     */
    public static void reserve(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(RESERVE_STEP);
            for (int done = HEAD; done < RegionDescriptor.REGION_SIZE; ) {
                zeros.clear().limit(Math.min(RESERVE_STEP, RegionDescriptor.REGION_SIZE - done));
                done += channel.write(zeros, done);
            }
        }
    }

    private static java.nio.file.attribute.FileAttribute<?>[] ownerOnly(Path file) {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new java.nio.file.attribute.FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            };
        }
        return new java.nio.file.attribute.FileAttribute<?>[0];
    }

    /** How a file is mapped. */
    public interface Mapping {
        /** Maps the beginning of a file for reading and writing, for as long as the buffer is reachable. */
        ByteBuffer map(FileChannel channel, long size) throws IOException;
    }

    /** Maps the file that the parent has created: the worker's part. */
    public static Region open(Path file) throws IOException {
        return open(file, (channel, size) -> channel.map(FileChannel.MapMode.READ_WRITE, 0, size));
    }

    /** As {@link #open(Path)}, by a way of its own. */
    public static Region open(Path file, Mapping mapping) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != RegionDescriptor.REGION_SIZE) {
                throw new ProtocolException("shared memory has the wrong size: wanted: " + RegionDescriptor.REGION_SIZE
                        + " actual: " + channel.size());
            }
            Region region = new Region(mapping.map(channel, RegionDescriptor.REGION_SIZE));
            region.check();
            return region;
        }
    }

    private void check() {
        if (getAcquire(RegionDescriptor.MAGIC_OFFSET) != RegionDescriptor.MAGIC
                || getInt(RegionDescriptor.VERSION_OFFSET) != RegionDescriptor.VERSION
                || getInt(RegionDescriptor.RING_SIZE_OFFSET) != RegionDescriptor.RING_SIZE) {
            throw new ProtocolException("shared memory was made by another version: wanted: " + RegionDescriptor.VERSION
                    + " actual: " + getInt(RegionDescriptor.VERSION_OFFSET));
        }
    }

    /** The ring by which tasks go to the worker. */
    public RingWriter taskWriter() {
        return new RingWriter(this, RegionDescriptor.TASK_RING_OFFSET, RegionDescriptor.DATA_OFFSET);
    }

    /** The ring by which tasks come from the parent. */
    public RingReader taskReader() {
        return new RingReader(this, RegionDescriptor.TASK_RING_OFFSET, RegionDescriptor.DATA_OFFSET);
    }

    /** The ring by which results go to the parent. */
    public RingWriter resultWriter() {
        return new RingWriter(
                this, RegionDescriptor.RESULT_RING_OFFSET, RegionDescriptor.DATA_OFFSET + RegionDescriptor.RING_SIZE);
    }

    /** The ring by which results come from the worker. */
    public RingReader resultReader() {
        return new RingReader(
                this, RegionDescriptor.RESULT_RING_OFFSET, RegionDescriptor.DATA_OFFSET + RegionDescriptor.RING_SIZE);
    }

    /** What the worker is doing. */
    public Scoreboard scoreboard() {
        return new Scoreboard(this);
    }

    /** The states of the tasks in flight. */
    public SlotTable slots() {
        return new SlotTable(this);
    }

    /** By which the worker tells who printed what on a standard stream: 0 for output, 1 for errors. */
    public MarkWriter markWriter(int stream) {
        return new MarkWriter(this, stream);
    }

    /** By which the parent learns who printed what on a standard stream: 0 for output, 1 for errors. */
    public MarkReader markReader(int stream) {
        return new MarkReader(this, stream);
    }

    /** How many shared values the parent has closed since the worker was ordered. */
    public long closings() {
        return getAcquire(RegionDescriptor.CLOSINGS_OFFSET);
    }

    /** The parent has closed a shared value: whoever takes a task that was sent after this sees it. One thread at a time. */
    public void noteClosing() {
        setVolatile(RegionDescriptor.CLOSINGS_OFFSET, getLong(RegionDescriptor.CLOSINGS_OFFSET) + 1);
    }

    /** How many of the worker's log records the parent has handed on. */
    public long logsHandedOn() {
        return getAcquire(RegionDescriptor.LOGS_HANDED_OFFSET);
    }

    /** The parent has handed on so many log records of the worker. */
    public void logsHandedOn(long count) {
        setRelease(RegionDescriptor.LOGS_HANDED_OFFSET, count);
    }

    int getInt(int offset) {
        return (int) INT.get(memory, offset);
    }

    void putInt(int offset, int value) {
        INT.set(memory, offset, value);
    }

    long getLong(int offset) {
        return (long) LONG.get(memory, offset);
    }

    void putLong(int offset, long value) {
        LONG.set(memory, offset, value);
    }

    long getAcquire(int offset) {
        return (long) LONG.getAcquire(memory, offset);
    }

    void setRelease(int offset, long value) {
        LONG.setRelease(memory, offset, value);
    }

    long getVolatile(int offset) {
        return (long) LONG.getVolatile(memory, offset);
    }

    void setVolatile(int offset, long value) {
        LONG.setVolatile(memory, offset, value);
    }

    boolean compareAndSet(int offset, long expected, long value) {
        return LONG.compareAndSet(memory, offset, expected, value);
    }

    void putBytes(int offset, byte[] bytes, int from, int length) {
        if (length > SHORT) {
            memory.put(offset, bytes, from, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            memory.put(offset + i, bytes[from + i]);
        }
    }

    void getBytes(int offset, byte[] bytes, int to, int length) {
        if (length > SHORT) {
            memory.get(offset, bytes, to, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            bytes[to + i] = memory.get(offset + i);
        }
    }
}
