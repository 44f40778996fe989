package dev.tandem.testkit;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.SimpleDateFormat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Values that the JDK brings along. */
final class ZooValues {
    private ZooValues() {}

    static List<Specimen> boxesAndTexts() {
        return List.of(
                Specimen.of("booleans", List.of(true, false)),
                Specimen.of("bytes", List.of(Byte.MIN_VALUE, (byte) 0, Byte.MAX_VALUE)),
                Specimen.of("shorts", List.of(Short.MIN_VALUE, Short.MAX_VALUE)),
                Specimen.of("characters", List.of(Character.MIN_VALUE, Character.MAX_VALUE, '\ud800')),
                Specimen.of("ints", List.of(Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE)),
                Specimen.of("longs", List.of(Long.MIN_VALUE, Long.MAX_VALUE)),
                Specimen.of("floats", List.of(-0f, Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY)),
                Specimen.of("doubles", List.of(-0.0, Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY)),
                Specimen.of("smallest int", Integer.MIN_VALUE),
                Specimen.of("negative zero", -0.0, copy -> Double.doubleToRawLongBits((Double) copy) == 1L << 63),
                Specimen.of(
                        "NaN with a payload",
                        Double.longBitsToDouble(0x7ff8_0000_0000_0001L),
                        copy -> Double.doubleToRawLongBits((Double) copy) == 0x7ff8_0000_0000_0001L),
                Specimen.of("empty text", ""),
                Specimen.of("text beyond the first plane", "\ud83d\ude00 \u00fc \u8a9e"),
                Specimen.of("text with lone surrogates", "\ud800 x \udc00"),
                Specimen.of("text with zeros", "a\0b\0"),
                Specimen.of("text of a million characters", "x\u00fc".repeat(500_000)),
                Specimen.of("text of many planes and a million characters", "x\u20ac".repeat(500_000)),
                Specimen.of(
                        "StringBuilder",
                        new StringBuilder("b"),
                        copy -> copy.toString().equals("b")),
                Specimen.of(
                        "StringBuffer",
                        new StringBuffer("b"),
                        copy -> copy.toString().equals("b")));
    }

    static List<Specimen> numbersAndTimes() {
        return List.of(
                Specimen.of("BigInteger", BigInteger.TEN.pow(1000).negate()),
                Specimen.of("BigDecimal", new BigDecimal("-1.50")),
                Specimen.of("MathContext", MathContext.DECIMAL64),
                Specimen.of("LocalDate", LocalDate.MIN),
                Specimen.of("LocalTime", LocalTime.MAX),
                Specimen.of("LocalDateTime", LocalDateTime.MAX),
                Specimen.of("Instant", Instant.MIN),
                Specimen.of("Duration", Duration.ofSeconds(Long.MIN_VALUE, 999_999_999)),
                Specimen.of("Period", Period.of(1, -2, 3)),
                Specimen.of(
                        "ZonedDateTime",
                        ZonedDateTime.of(LocalDateTime.of(2026, 3, 29, 2, 30), ZoneId.of("Europe/Berlin"))),
                Specimen.of("OffsetDateTime", OffsetDateTime.MAX),
                Specimen.of("ZoneOffset", ZoneOffset.ofHours(-3)),
                Specimen.of("Year", Year.of(2026)),
                Specimen.of("YearMonth", YearMonth.of(2026, 2)),
                Specimen.of("MonthDay", MonthDay.of(2, 29)),
                Specimen.of("DayOfWeek", DayOfWeek.MONDAY, copy -> copy == DayOfWeek.MONDAY),
                Specimen.of("TimeUnit", TimeUnit.DAYS, copy -> copy == TimeUnit.DAYS),
                Specimen.of("Date", new Date(1)),
                Specimen.of("Calendar", new GregorianCalendar(2026, 1, 28)),
                Specimen.of("TimeZone", TimeZone.getTimeZone("Asia/Kathmandu")),
                Specimen.of("date format", new SimpleDateFormat("yyyy-MM-dd", Locale.ROOT)),
                Specimen.of("number format", new DecimalFormat("0.00", DecimalFormatSymbols.getInstance(Locale.ROOT))));
    }

    static List<Specimen> others() throws Exception {
        Random random = new Random(42);
        random.nextInt();
        Random same = new Random(42);
        same.nextInt();
        int next = same.nextInt();
        ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(7).flip();
        return List.of(
                Specimen.of("UUID", new UUID(1, -1)),
                Specimen.of("URI", URI.create("http://example.org/a?b=c#d")),
                Specimen.of(
                        "URL",
                        URI.create("http://example.org/a?b=c#d").toURL(),
                        copy -> ((URL) copy).toExternalForm().equals("http://example.org/a?b=c#d")),
                Specimen.of("Locale", Locale.forLanguageTag("de-CH-1996")),
                Specimen.of("Currency", Currency.getInstance("EUR"), copy -> copy == Currency.getInstance("EUR")),
                Specimen.of(
                        "Pattern",
                        Pattern.compile("a+b", Pattern.CASE_INSENSITIVE),
                        copy -> ((Pattern) copy).matcher("AAB").matches()),
                Specimen.of("File", new File("a/b")),
                Specimen.of("Path", Path.of("a", "b")),
                Specimen.of("absolute Path", Path.of("/").resolve("tmp")),
                Specimen.of("Charset", StandardCharsets.UTF_16LE, copy -> copy == StandardCharsets.UTF_16LE),
                Specimen.of("Charset that is not standard", Charset.forName("windows-1252")),
                Specimen.of("address", InetAddress.getByAddress("host", new byte[] {10, 0, 0, 1})),
                Specimen.of("address with a port", InetSocketAddress.createUnresolved("host", 80)),
                Specimen.of("class", String.class, copy -> copy == String.class),
                Specimen.of("class of a primitive", int.class, copy -> copy == int.class),
                Specimen.of("class of an array", int[][].class, copy -> copy == int[][].class),
                Specimen.of("class of the user", Specimen.class, copy -> copy == Specimen.class),
                Specimen.of("Optional", Optional.of("x")),
                Specimen.of("Optional of a record", Optional.of(new ZooClasses.Point(1, 2))),
                Specimen.of(
                        "Optional of a class",
                        Optional.of(new AtomicInteger(3)),
                        copy -> ((Optional<?>) copy).orElseThrow().toString().equals("3")),
                Specimen.of("empty Optional", Optional.empty()),
                Specimen.of("OptionalInt", OptionalInt.of(1)),
                Specimen.of("OptionalLong", OptionalLong.empty()),
                Specimen.of("OptionalDouble", OptionalDouble.of(-0.0)),
                Specimen.of("BitSet", BitSet.valueOf(new long[] {5, 1L << 40})),
                Specimen.of("Random, which goes on", random, copy -> ((Random) copy).nextInt() == next),
                Specimen.of("AtomicInteger", new AtomicInteger(3), copy -> ((AtomicInteger) copy).get() == 3),
                Specimen.of("AtomicLong", new AtomicLong(3), copy -> ((AtomicLong) copy).get() == 3),
                Specimen.of("AtomicBoolean", new AtomicBoolean(true), copy -> ((AtomicBoolean) copy).get()),
                Specimen.of(
                        "AtomicReference",
                        new AtomicReference<>("x"),
                        copy -> ((AtomicReference<?>) copy).get().equals("x")),
                Specimen.of(
                        "AtomicIntegerArray",
                        new AtomicIntegerArray(new int[] {1, 2}),
                        copy -> ((AtomicIntegerArray) copy).get(1) == 2),
                Specimen.of("LongAdder", adder(), copy -> ((LongAdder) copy).sum() == 5),
                Specimen.of("lock, as a lock of its own", locked(), copy -> !((ReentrantLock) copy).isLocked()),
                Specimen.of("Properties", properties()),
                Specimen.of(
                        "direct ByteBuffer",
                        buffer,
                        copy -> ((ByteBuffer) copy).isDirect()
                                && ((ByteBuffer) copy)
                                                .duplicate()
                                                .order(ByteOrder.LITTLE_ENDIAN)
                                                .getInt()
                                        == 7),
                Specimen.of("ByteBuffer in a list", List.of(ByteBuffer.wrap(new byte[] {1, 2}))),
                Specimen.of("stack frame", new Throwable().getStackTrace()[0]));
    }

    private static LongAdder adder() {
        LongAdder adder = new LongAdder();
        adder.add(5);
        return adder;
    }

    private static ReentrantLock locked() {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        return lock;
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("k", "v");
        return properties;
    }

    static List<Specimen> arrays() {
        return List.of(
                Specimen.of("booleans in an array", new boolean[] {true, false}),
                Specimen.of("bytes in an array", new byte[] {-1, 1}),
                Specimen.of("shorts in an array", new short[] {-1, 1}),
                Specimen.of("characters in an array", new char[] {'a', '\uffff'}),
                Specimen.of("ints in an array", new int[] {-1, 1}),
                Specimen.of("longs in an array", new long[] {-1, 1}),
                Specimen.of("floats in an array", new float[] {-0f, Float.NaN}),
                Specimen.of("doubles in an array", new double[] {-0.0, Double.NaN}),
                Specimen.of("empty array", new long[0]),
                Specimen.of("array of texts", new String[] {"a", null}),
                Specimen.of("array of objects", new Object[] {1, "a", null, new int[] {1}}),
                Specimen.of("array of boxes", new Integer[] {1, null}),
                Specimen.of("empty array of a class", new LocalDate[0]),
                Specimen.of("array of arrays", new int[][] {{1, 2}, {3, 4}}),
                Specimen.of("jagged array", new String[][][] {{{"a"}, {}}, {}, null}),
                Specimen.of("array of lists", new List<?>[] {List.of(1), null}),
                Specimen.of("array of an interface", new Comparable<?>[] {1, "a"}),
                Specimen.of("array of numbers", new Number[] {1, 2L, 3.0}),
                Specimen.of("array of optionals", new Optional<?>[] {Optional.of(1), Optional.empty()}),
                Specimen.of("array of a million ints", filled(1_000_000)),
                Specimen.of("array of a generic type", generic(new String[] {"b", "a"})));
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.setAll(array, i -> i * 31);
        return array;
    }

    private static <T extends Comparable<T>> T[] generic(T[] elements) {
        Arrays.sort(elements);
        return elements;
    }
}
