package dev.tandem.internal.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Writes and reads numbers, times and the like. */
final class StandardValues {
    private StandardValues() {}

    @SuppressWarnings({"JavaInstantGetSecondsGetNano", "JavaDurationGetSecondsGetNano"}) // after the seconds
    static void write(StandardForm form, Object value, CodecOutput out) {
        switch (form) {
            case BIG_INTEGER -> writeBigInteger((BigInteger) value, out);
            case BIG_DECIMAL -> {
                out.writeInt(((BigDecimal) value).scale());
                writeBigInteger(((BigDecimal) value).unscaledValue(), out);
            }
            case UUID -> {
                out.writeLong(((UUID) value).getMostSignificantBits());
                out.writeLong(((UUID) value).getLeastSignificantBits());
            }
            case LOCAL_DATE -> out.writeLong(((LocalDate) value).toEpochDay());
            case LOCAL_TIME -> out.writeLong(((LocalTime) value).toNanoOfDay());
            case LOCAL_DATE_TIME -> {
                out.writeLong(((LocalDateTime) value).toLocalDate().toEpochDay());
                out.writeLong(((LocalDateTime) value).toLocalTime().toNanoOfDay());
            }
            case INSTANT -> {
                out.writeLong(((Instant) value).getEpochSecond());
                out.writeInt(((Instant) value).getNano());
            }
            case DURATION -> {
                out.writeLong(((Duration) value).toSeconds());
                out.writeInt(((Duration) value).getNano());
            }
            case OPTIONAL_INT -> {
                OptionalInt optional = (OptionalInt) value;
                out.writeByte(optional.isPresent() ? 1 : 0);
                out.writeInt(optional.orElse(0));
            }
            case OPTIONAL_LONG -> {
                OptionalLong optional = (OptionalLong) value;
                out.writeByte(optional.isPresent() ? 1 : 0);
                out.writeLong(optional.orElse(0));
            }
            case OPTIONAL_DOUBLE -> {
                OptionalDouble optional = (OptionalDouble) value;
                out.writeByte(optional.isPresent() ? 1 : 0);
                out.writeLong(Double.doubleToRawLongBits(optional.orElse(0)));
            }
            case CHARSET -> out.writeUtf(((Charset) value).name());
            default -> throw new IllegalArgumentException("it has elements: form=" + form);
        }
    }

    static Object read(StandardForm form, CodecInput in) {
        return switch (form) {
            case BIG_INTEGER -> readBigInteger(in);
            case BIG_DECIMAL -> {
                int scale = in.readInt();
                yield new BigDecimal(readBigInteger(in), scale);
            }
            case UUID -> {
                long most = in.readLong();
                yield new UUID(most, in.readLong());
            }
            case LOCAL_DATE -> LocalDate.ofEpochDay(in.readLong());
            case LOCAL_TIME -> LocalTime.ofNanoOfDay(in.readLong());
            case LOCAL_DATE_TIME -> {
                LocalDate date = LocalDate.ofEpochDay(in.readLong());
                yield LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.readLong()));
            }
            case INSTANT -> {
                long seconds = in.readLong();
                yield Instant.ofEpochSecond(seconds, in.readInt());
            }
            case DURATION -> {
                long seconds = in.readLong();
                yield Duration.ofSeconds(seconds, in.readInt());
            }
            case OPTIONAL_INT -> {
                boolean present = in.readByte() != 0;
                int number = in.readInt();
                yield present ? OptionalInt.of(number) : OptionalInt.empty();
            }
            case OPTIONAL_LONG -> {
                boolean present = in.readByte() != 0;
                long number = in.readLong();
                yield present ? OptionalLong.of(number) : OptionalLong.empty();
            }
            case OPTIONAL_DOUBLE -> {
                boolean present = in.readByte() != 0;
                double number = Double.longBitsToDouble(in.readLong());
                yield present ? OptionalDouble.of(number) : OptionalDouble.empty();
            }
            case PATH -> Path.of(in.readUtf());
            case CHARSET -> Charset.forName(in.readUtf());
            default -> throw new MalformedPayloadException("it has elements: form=" + form);
        };
    }

    private static void writeBigInteger(BigInteger value, CodecOutput out) {
        byte[] bytes = value.toByteArray();
        out.writeVarInt(bytes.length);
        out.writeBytes(bytes, 0, bytes.length);
    }

    private static BigInteger readBigInteger(CodecInput in) {
        int length = in.readCount(1);
        return new BigInteger(in.array(), in.skip(length), length);
    }
}
