package dev.tandem.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TaskCallable;
import dev.tandem.TaskSerializationException;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Vector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are too large for a payload, on their way by a file. */
class AttachmentTest {
    private static final long SEED = Long.getLong("tandem.seed", System.nanoTime());

    private int definedClasses;
    private final TaskEncoder encoder = new TaskEncoder();
    private final TaskDecoder decoder = new TaskDecoder(getClass().getClassLoader());
    private final Random random = new Random(SEED);

    @TempDir
    private Path dir;

    private int files;

    // SPEC P13
    @ParameterizedTest
    @EnumSource
    void arrays_ofAnySize_arriveAsTheyWere(ArrayType type) throws Exception {
        int attached = PrimitiveArrays.ATTACHED_BYTES / type.elementBytes();
        int piece = Piece.SIZE / type.elementBytes();
        int large = (int) (DataFile.STRIPED_BYTES / type.elementBytes());
        int[] lengths = {
            0,
            1,
            attached - 1,
            attached,
            attached + 1,
            piece - 1,
            piece,
            piece + 1,
            3 * piece + 7,
            large - 1,
            large,
            large + 7
        };
        for (int length : lengths) {
            Object array = filled(type, length);
            EncodedTask task = encode(array);

            assertThat(task.attachment() != null).as("attached: " + length).isEqualTo(length >= attached);
            assertThat(decode(task)).as("length " + length).isEqualTo(array);
            assertThat(resultBack(array)).as("length " + length).isEqualTo(array);
        }
    }

    // SPEC P13: the last stripe of a buffer of 2 GiB.
    @Test
    void stripe_atTheEndOfTheLargestBuffer_endsWithIt() {
        int most = Integer.MAX_VALUE;

        assertThat(DataFile.endOfStripe(most - 10, 0, most)).isEqualTo(most);
        assertThat(DataFile.endOfStripe(most - Piece.SIZE, 0, most)).isEqualTo(most);
        assertThat(DataFile.endOfStripe(most - Piece.SIZE, 1, most)).isEqualTo(most - 1);
        assertThat(DataFile.endOfStripe(0, Piece.SIZE - 7, most)).isEqualTo(7);
    }

    // SPEC P13: wherever they are in an object.
    @Test
    void largeArrays_inObjects_leaveThePayloadShort_andStayTheSameObjects() throws Exception {
        double[] shared = (double[]) filled(ArrayType.DOUBLES, 100_000);
        byte[] other = (byte[]) filled(ArrayType.BYTES, 200_000);
        List<Object> list = new ArrayList<>(Arrays.asList(shared, other, shared, new double[][] {shared}, "text"));
        list.add(new Holder(other, list));
        EncodedTask task = encode(list);

        assertThat(task.payload()).hasSizeLessThan(2_000);
        List<?> back = (List<?>) decode(task);
        assertThat(back.get(0)).isEqualTo(shared).isSameAs(back.get(2)).isSameAs(((Object[]) back.get(3))[0]);
        assertThat(back.get(1)).isEqualTo(other);
        assertThat(((Holder) back.get(5)).bytes).isSameAs(back.get(1));
        assertThat(((Holder) back.get(5)).rest).isSameAs(back);
    }

    @Test
    void largeArrays_capturedByALambda_arriveAsTheyWere() throws Exception {
        int[] one = (int[]) filled(ArrayType.INTS, 50_000);
        long[] two = (long[]) filled(ArrayType.LONGS, 50_000);
        TaskCall call = TaskCall.callable((TaskCallable<Object>) () -> new Object[] {one, two});
        EncodedTask task = encoder.encode(call, this::attachment);
        decoder.define(task.functionId(), encoder.functionDefinition(task.functionId()));

        assertThat(task.payload()).hasSizeLessThan(1_000);
        try (AttachmentInput in = open(task)) {
            TaskCall back = decoder.decode(task.functionId(), task.payload(), in);
            assertThat((Object[]) back.call(i -> {})).isEqualTo(new Object[] {one, two});
        }
    }

    // SPEC P13: no array of bytes holds all of it.
    @Test
    void objectsOfManyBytes_streamIntoTheFile() throws Exception {
        List<Object> list = new Vector<>(); // which is left to the JDK, other than the lists below
        for (int i = 0; i < 400_000; i++) {
            list.add("element " + i);
            if (i % 100_000 == 50_000) {
                list.add(filled(ArrayType.SHORTS, 70_000)); // lies between two parts of the stream
            }
        }
        EncodedTask task = encode(list);

        assertThat(task.payload()).hasSizeLessThan(500);
        List<?> back = (List<?>) decode(task);
        assertThat(Arrays.deepEquals(back.toArray(), list.toArray())).isTrue();
    }

    // SPEC P13: a list has a short form, until it takes too many bytes.
    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void listsOfManyBytes_areNotHeldByOneArray(int mebibytes) throws Exception {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < mebibytes; i++) {
            list.add(i + "x".repeat(1024 * 1024));
        }
        EncodedTask task = encode(list);

        assertThat(task.attachment() == null).isEqualTo(mebibytes == 1);
        assertThat(task.payload()).hasSizeLessThan(2 * 1024 * 1024);
        assertThat(decode(task)).isEqualTo(list);
    }

    // SPEC P13
    @ParameterizedTest
    @ValueSource(ints = {0, 10, 64 * 1024, 1_000_003, 5_000_003})
    void byteBuffers_arriveWithWhatRemained(int size) throws Exception {
        for (ByteBuffer empty : List.of(ByteBuffer.allocate(size + 7), ByteBuffer.allocateDirect(size + 7))) {
            byte[] content = (byte[]) filled(ArrayType.BYTES, size);
            empty.position(3).limit(3 + size);
            empty.put(3, content);
            for (ByteBuffer buffer : List.of(
                    empty,
                    empty.duplicate().order(ByteOrder.LITTLE_ENDIAN),
                    empty.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN),
                    empty.slice())) {
                assertSame((ByteBuffer) decode(encode(buffer)), buffer);
                assertSame((ByteBuffer) resultBack(buffer), buffer);
                assertSame((ByteBuffer) ((List<?>) decode(encode(new ArrayList<>(List.of(buffer))))).get(0), buffer);
            }
            assertThat(empty.position())
                    .as("the sender's buffer stays as it is")
                    .isEqualTo(3);
        }
    }

    private static void assertSame(ByteBuffer actual, ByteBuffer sent) {
        assertThat(actual).isEqualTo(sent);
        assertThat(actual.position()).isZero();
        assertThat(actual.capacity()).isEqualTo(sent.remaining());
        assertThat(actual.order()).isEqualTo(sent.order());
        assertThat(actual.isDirect()).isEqualTo(sent.isDirect());
        assertThat(actual.isReadOnly()).isEqualTo(sent.isReadOnly());
    }

    // SPEC P13: nobody is to take it for what was written.
    @Test
    void whatWasRolledBack_isNotInTheFile() throws Exception {
        for (boolean detached : new boolean[] {true, false}) {
            AttachmentOutput output = attachment();
            output.write(new byte[5_000_000], 0, 5_000_000);
            output.rollBack(100);
            output.write(new byte[23], 0, 23);
            if (detached) {
                output.detach().close();
            } else {
                output.close();
            }
            assertThat(DataFile.length(output.path())).isEqualTo(123);
        }
    }

    // ---- what is not as it should be

    @Test
    void referencesBeyondTheFile_areMalformed() throws Exception {
        assertMalformed(reference(1 << 20, 0), "a file must hold what a payload refers to");
        assertMalformed(reference(100, 1 << 20), "a file must hold what a payload refers to");
        assertMalformed(reference(100, -1), "a file must hold what a payload refers to");
        assertMalformed(reference(100, Long.MAX_VALUE), "a file must hold what a payload refers to");
        assertMalformed(reference(-1, 0), "an array must have a length that there is");
        assertMalformed(reference(Long.MAX_VALUE, 0), "an array must have a length that there is");
    }

    // SPEC C2: from a small file nobody makes much.
    @Test
    void moreThanTheFileHolds_isMalformed_howeverItOverlaps() throws Exception {
        CodecOutput twice = reference(60_000, 0);
        byte[] one = twice.toByteArray();
        twice.writeBytes(one, 0, one.length);

        assertMalformed(twice, "unread=40000");
    }

    @Test
    void referencesWithoutAFile_areMalformed() throws Exception {
        EncodedTask array = encode(filled(ArrayType.BYTES, 200_000));
        EncodedTask list = encode(new ArrayList<>(List.of(filled(ArrayType.BYTES, 200_000))));
        for (EncodedTask task : List.of(array, list)) {
            define(task);
            assertThatThrownBy(() -> decoder.decode(task.functionId(), task.payload(), 0, task.payload().length))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("must not refer to a file where there is none");
        }
    }

    @Test
    void damagedPayloads_failAsDocumented() throws Exception {
        List<Object> list = new ArrayList<>(List.of(filled(ArrayType.INTS, 60_000), filled(ArrayType.BYTES, 160_000)));
        EncodedTask task = encode(list);
        define(task);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = task.payload().clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try (AttachmentInput in = open(task)) {
                decoder.decode(task.functionId(), damaged, in);
            } catch (TaskSerializationException expected) {
                assertThat(expected).as("seed " + SEED).hasMessageStartingWith("cannot rebuild the ");
            }
        }
    }

    // SPEC C1, FAULTS row 18
    @Test
    void fileThatCannotBeWritten_failsTheTask_evenIfUserCodeGoesOn() throws Exception {
        Path nowhere = dir.resolve("missing").resolve("file");
        byte[] bytes = new byte[200_000];
        for (Object value : List.of(bytes, new ArrayList<>(List.of(bytes)))) {
            assertThatThrownBy(() -> encoder.encode(
                            TaskCall.function(Object::toString, value), () -> new AttachmentOutput(nowhere, 1)))
                    .isInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("cannot write a large value to " + nowhere.getParent());
        }
        EncodedTask task = encoder.encode(
                TaskCall.function(Object::toString, new Careless()), () -> new AttachmentOutput(nowhere, 1));
        assertThatThrownBy(() -> task.attachment().write(task.payload(), 0, task.payload().length))
                .isInstanceOf(AttachmentException.class);
    }

    @Test
    void taskThatCannotBeSerialized_leavesNoFile() throws Exception {
        List<Object> list = new ArrayList<>(List.of(new byte[200_000], new Object()));

        assertThatThrownBy(() -> encode(list)).hasCauseInstanceOf(NotSerializableException.class);
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }

    // SPEC P13: an interrupt is for the task, not for its arguments.
    @Test
    void interruptedThread_sendsAndReceivesAllTheSame() throws Exception {
        byte[] bytes = (byte[]) filled(ArrayType.BYTES, 3_000_000);
        Thread.currentThread().interrupt();
        Object back = decode(encode(bytes));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(back).isEqualTo(bytes);
    }

    @Test
    void interruptsMeanwhile_doNoHarm() throws Exception {
        byte[] bytes = (byte[]) filled(ArrayType.BYTES, 20_000_000);
        Thread sender = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        Thread interrupter = new Thread(() -> {
            while (!done.get()) {
                sender.interrupt();
                Thread.yield();
            }
        });
        interrupter.start();
        boolean same;
        try {
            same = Arrays.equals((byte[]) decode(encode(bytes)), bytes);
        } finally {
            done.set(true);
            while (interrupter.isAlive()) {
                Thread.interrupted();
                Thread.onSpinWait();
            }
            Thread.interrupted();
        }
        assertThat(same).isTrue();
    }

    // ---- files that are written anew

    // SPEC P13: nothing of what was there before arrives, and the file is no longer than what it holds.
    @ParameterizedTest
    @ValueSource(ints = {1, 3_000_000, 7_000_000})
    void usedFile_holdsWhatIsWritten_andNothingElse(int lengthBefore) throws Exception {
        byte[] bytes = (byte[]) filled(ArrayType.BYTES, 6_000_000);
        List<Object> value = new ArrayList<>(List.of(bytes, filled(ArrayType.INTS, 100_000)));
        SpareFiles spares = new Spares(lengthBefore);
        EncodedTask task = encoder.encode(
                TaskCall.function(Object::toString, value),
                () -> new AttachmentOutput(dir.resolve("file-" + ++files), files, spares));

        List<?> back = (List<?>) decode(task);
        assertThat(back.get(0)).isEqualTo(bytes);
        assertThat(back.get(1)).isEqualTo(value.get(1));
        assertThat(task.attachment().path()).hasSize(task.attachment().position());
    }

    // SPEC P13: two files of the system, of which each is cut.
    @ParameterizedTest
    @ValueSource(ints = {4_194_304, 4_194_305, 4_456_447, 4_456_449, 6_000_000, 9_000_000})
    void usedStripedFile_holdsWhatIsWritten_andNothingElse(int length) throws Exception {
        Path path = dir.resolve("striped");
        byte[] before = (byte[]) filled(ArrayType.BYTES, 8_000_000);
        try (AttachmentOutput output = new AttachmentOutput(path, 1)) {
            output.write(before, 0, before.length);
        }
        assertThat(DataFile.length(path)).isEqualTo(before.length);
        byte[] bytes = (byte[]) filled(ArrayType.BYTES, length);
        DataFile used = DataFile.overwrite(path);
        try (AttachmentOutput output = new AttachmentOutput(path, 1, new Spares(used))) {
            output.write(bytes, 0, 2_000_000); // where the next one starts is no border of a piece
            output.write(bytes, 2_000_000, length - 2_000_000);
        }
        assertThat(DataFile.length(path)).isEqualTo(length);
        try (AttachmentInput in = AttachmentInput.open(path)) {
            assertThat(in.size()).isEqualTo(length);
            assertThat(in.read(0, length)).isEqualTo(bytes);
        }
        DataFile.offer(path, dir.resolve("other"));
        assertThat(DataFile.length(path)).isZero();
        DataFile.take(dir.resolve("other"), path);
        assertThat(DataFile.length(path)).isEqualTo(length);
        DataFile.drop(path);
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left).isEmpty();
        }
    }

    // SPEC C2: the parent believes what is there, and no more.
    @Test
    void stripedFile_ofWhichAPartIsMissing_isMalformed_orEndsEarly() throws Exception {
        Path path = dir.resolve("striped");
        byte[] bytes = (byte[]) filled(ArrayType.BYTES, 6_000_000);
        try (AttachmentOutput output = new AttachmentOutput(path, 1)) {
            output.write(bytes, 0, bytes.length);
        }
        try (FileChannel second = FileChannel.open(dir.resolve("striped+"), StandardOpenOption.WRITE)) {
            second.truncate(1_000_000);
        }
        try (AttachmentInput in = AttachmentInput.open(path)) {
            assertThatThrownBy(() -> in.read(0, bytes.length)).isInstanceOf(MalformedPayloadException.class);
            assertThatThrownBy(() -> in.read(0, 4_000_000))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("file ends early");
        }
        Files.delete(dir.resolve("striped+"));
        try (AttachmentInput in = AttachmentInput.open(path)) {
            assertThatThrownBy(() -> in.read(0, bytes.length)).isInstanceOf(MalformedPayloadException.class);
        }
    }

    // SPEC C1, FAULTS row 18: a file that cannot be written is written once more when there may be room again.
    @Test
    void fileWithoutRoom_isWrittenOnceMore_afterOthersWereGivenUp() throws Exception {
        byte[] bytes = (byte[]) filled(ArrayType.BYTES, 6_000_000);
        Spares spares = new Spares(1);
        spares.closed = true; // and so nothing can be written, until others are given up
        AttachmentOutput output = new AttachmentOutput(dir.resolve("file-" + ++files), files, spares);

        assertThatThrownBy(() -> output.write(bytes, 0, bytes.length)).isInstanceOf(AttachmentException.class);
        assertThat(spares.asked).isEqualTo(1);
        assertThatThrownBy(() -> output.write(bytes, 0, 1))
                .as("what is missing stays missing")
                .isInstanceOf(AttachmentException.class);
        assertThat(spares.asked).isEqualTo(1);
    }

    /** Has one file that was used before. */
    private final class Spares implements SpareFiles {
        private final int length;
        private final DataFile file;
        private boolean closed;
        private int asked;

        Spares(int length) {
            this.length = length;
            this.file = null;
        }

        Spares(DataFile file) {
            this.length = 0;
            this.file = file;
        }

        @Override
        public DataFile tryTake(Path wanted, long needed) {
            if (file != null) {
                return file;
            }
            try {
                Files.write(wanted, (byte[]) filled(ArrayType.BYTES, length));
                DataFile file = DataFile.overwrite(wanted);
                if (closed) {
                    file.close();
                }
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean tryFree() {
            asked++;
            return true;
        }
    }

    // ---- how

    private Object filled(ArrayType type, int length) {
        byte[] noise = new byte[length * type.elementBytes()];
        random.nextBytes(noise);
        Object array = type.create(length);
        type.get(ByteBuffer.wrap(noise), array, 0, length);
        return array;
    }

    private AttachmentOutput attachment() {
        return new AttachmentOutput(dir.resolve("file-" + ++files), files);
    }

    private EncodedTask encode(Object argument) {
        return encoder.encode(TaskCall.function(Object::toString, argument), this::attachment);
    }

    private void define(EncodedTask task) {
        decoder.define(task.functionId(), encoder.functionDefinition(task.functionId()));
        while (definedClasses < task.classes()) {
            decoder.defineClass(++definedClasses, encoder.classDefinition(definedClasses));
        }
    }

    private Object decode(EncodedTask task) throws IOException {
        define(task);
        if (task.attachment() == null) {
            return decoder.decode(task.functionId(), task.payload(), 0, task.payload().length)
                    .first();
        }
        try (AttachmentInput in = open(task)) {
            return decoder.decode(task.functionId(), task.payload(), in).first();
        }
    }

    private static AttachmentInput open(EncodedTask task) throws IOException {
        task.attachment().close();
        return AttachmentInput.open(task.attachment().path());
    }

    private Object resultBack(Object result) throws IOException {
        CodecOutput out = new CodecOutput();
        out.attachTo(this::attachment);
        new OutcomeEncoder().encodeValue(result, out); // which names classes in an output that is not its own
        OutcomeDecoder outcomes = new OutcomeDecoder(getClass().getClassLoader());
        AttachmentOutput attachment = out.takeAttachment();
        if (attachment == null) {
            return value(outcomes.decode(out.toByteArray(), 0, out.size(), Wire.WORKER, () -> "label"));
        }
        attachment.close();
        try (AttachmentInput in = AttachmentInput.open(attachment.path())) {
            return value(outcomes.decode(out.toByteArray(), in, Wire.WORKER, () -> "label"));
        }
    }

    private static Object value(Outcome outcome) {
        if (outcome instanceof Outcome.Failure failed) {
            throw new AssertionError("no value", failed.failure());
        }
        return ((Outcome.Value) outcome).value();
    }

    private static CodecOutput reference(long length, long offset) {
        CodecOutput out = new CodecOutput();
        out.writeByte(ValueTag.ATTACHED_ARRAY);
        out.writeByte(ValueTag.BYTE_ARRAY);
        out.writeVarLong(length);
        out.writeVarLong(offset);
        return out;
    }

    /** Reads all references of a payload, with a file of 100,000 bytes. */
    private void assertMalformed(CodecOutput payload, String words) throws IOException {
        Path file = dir.resolve("file-" + ++files);
        Files.write(file, new byte[100_000]);
        ClassResolver resolver = new ClassResolver(getClass().getClassLoader(), null);
        try (AttachmentInput attachment = AttachmentInput.open(file)) {
            CodecInput in = new CodecInput(payload.toByteArray(), 0, payload.size(), attachment);
            assertThatThrownBy(() -> {
                        while (in.remaining() > 0) {
                            ValueDecoder.read(in, resolver);
                        }
                    })
                    .isInstanceOf(MalformedPayloadException.class)
                    .hasMessageContaining(words);
        }
    }

    /** Holds a large array and what holds it. */
    private static final class Holder implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;
        private final Object rest;

        Holder(byte[] bytes, Object rest) {
            this.bytes = bytes;
            this.rest = rest;
        }
    }

    /** Does not care whether it was written. */
    private static final class Careless implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            try {
                out.writeObject(new byte[200_000]);
            } catch (UncheckedIOException | IOException e) {
                // it goes on without what is missing
            }
        }
    }
}
