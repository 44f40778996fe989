package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.ProcessPoolOptions;
import dev.tandem.TaskFuture;
import dev.tandem.WorkerCrashedException;
import dev.tandem.WorkerLogs;
import dev.tandem.WorkerOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of log records that tasks make in workers. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 120)
class ProcessPoolLogTest {
    private static final Pattern DROPPED =
            Pattern.compile("(\\d+) log records were dropped here, as they came too fast");

    @TempDir
    private Path dir;

    /** The parent of the loggers that tasks use, in this process. Held, or its level would be forgotten. */
    private final Logger logger = Logger.getLogger(LoggingTasks.PARENT);

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final List<WorkerLogs.Entry> entries = new CopyOnWriteArrayList<>();

    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord made) {
            if (made.getMessage().contains("fails")) {
                throw new IllegalStateException("on purpose");
            }
            records.add(made);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        logger.setLevel(null);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setLevel(null);
        logger.setUseParentHandlers(true);
    }

    private PoolExecutor open(UnaryOperator<ProcessPoolOptions> options) {
        return ProcessPoolExecutor.open(o -> options.apply(o.workers(1)));
    }

    private PoolExecutor openWithEntries(UnaryOperator<ProcessPoolOptions> options) {
        return open(o -> options.apply(o.workerLogs(entries::add)));
    }

    private List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    // SPEC P11: to the logger of the same name, with level, worker and task, before the future is done.
    @Test
    void record_ofEitherApi_isInTheParentsLoggerWhenTheFutureIsDone() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            pool.submit(LoggingTasks::logBoth, "first").get(); // only so long is waited for a first record
            Poll.until("what is loaded for the first records", () -> records.size() == 2);
            records.clear();
            pool.with(o -> o.label("north"))
                    .submit(LoggingTasks::logBoth, "pole")
                    .get();

            assertThat(messages())
                    .containsExactly("[worker 1, north] jul pole of {1}", "[worker 1, north] system pole");
        }
        LogRecord jul = records.get(0);
        assertThat(jul.getLoggerName()).isEqualTo(LoggingTasks.JUL);
        assertThat(jul.getLevel()).isEqualTo(Level.INFO);
        assertThat(jul.getSourceClassName()).isEqualTo(LoggingTasks.class.getName() + " logBoth");
        assertThat(records.get(1).getLoggerName()).isEqualTo(LoggingTasks.SYSTEM);
        assertThat(records.get(1).getLevel()).isEqualTo(Level.WARNING);
    }

    /** What a worker says is data: the message is finished. */
    @Test
    void message_withBraces_isNotFormattedAgain() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            pool.with(o -> o.label("{0} {1} ${jndi:x}"))
                    .submit(LoggingTasks::logBoth, "{0}")
                    .get();
        }
        assertThat(new SimpleFormatter().formatMessage(records.get(0)))
                .isEqualTo("[worker 1, {0} {1} ${jndi:x}] jul {0} of {1}");
    }

    @Test
    void levels_areThoseOfTheParentsLoggers_asOfTheStartOfTheWorker() throws Exception {
        logger.setLevel(Level.CONFIG);
        try (PoolExecutor pool = openWithEntries(o -> o)) {
            pool.submit(LoggingTasks::logLevels).get();
        }
        assertThat(entries)
                .extracting(WorkerLogs.Entry::message)
                .containsExactly("SEVERE", "WARNING", "INFO", "CONFIG");
        assertThat(entries)
                .extracting(WorkerLogs.Entry::level)
                .containsExactly(
                        System.Logger.Level.ERROR,
                        System.Logger.Level.WARNING,
                        System.Logger.Level.INFO,
                        System.Logger.Level.DEBUG);
        assertThat(entries).extracting(WorkerLogs.Entry::severity).containsExactly(1000, 900, 800, 700);
    }

    @Test
    void level_ofTheOption_isThatFromWhichOnWorkersSend() throws Exception {
        logger.setLevel(Level.FINEST);
        try (PoolExecutor pool = openWithEntries(o -> o.workerLogLevel(System.Logger.Level.WARNING))) {
            pool.submit(LoggingTasks::logLevels).get();
        }
        assertThat(entries).extracting(WorkerLogs.Entry::message).containsExactly("SEVERE", "WARNING");
    }

    @Test
    void level_ofTheOption_doesNotOpenTheParentsLoggers() throws Exception {
        logger.setLevel(Level.SEVERE);
        try (PoolExecutor pool = open(o -> o.workerLogLevel(System.Logger.Level.ALL))) {
            pool.submit(LoggingTasks::logLevels).get();
        }
        assertThat(records).extracting(LogRecord::getLevel).containsExactly(Level.SEVERE);
    }

    /** By text: nothing of it is deserialized. */
    @Test
    void thrown_printsAsTheOriginal_withItsStackAndCauses() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            pool.submit(LoggingTasks::logFailure).get();
        }
        Throwable thrown = records.get(0).getThrown();
        assertThat(thrown).isNotInstanceOf(IllegalStateException.class);
        assertThat(thrown.toString()).isEqualTo("java.lang.IllegalStateException: outer");
        assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("logFailure");
        assertThat(thrown.getCause().toString()).isEqualTo("java.lang.ClassCastException: inner");
        assertThat(new SimpleFormatter().format(records.get(0)))
                .contains("\njava.lang.IllegalStateException: outer\n\tat dev.tandem.testkit.LoggingTasks.logFailure(")
                .contains("\nCaused by: java.lang.ClassCastException: inner\n");
    }

    // SPEC P11: what the worker said last.
    @Test
    void record_madeRightBeforeTheEndOfTheProcess_isThereWhenTheFutureFails() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            assertThat(pool.submit(LoggingTasks::logAndHalt).exception().orElseThrow())
                    .isInstanceOf(WorkerCrashedException.class);

            assertThat(messages()).containsExactly("[worker 1, task-1] about to halt");
        }
    }

    @Test
    void records_ofAWorker_areInOrder_eachWithItsTask() throws Exception {
        List<String> expected = new ArrayList<>();
        try (PoolExecutor pool = open(o -> o)) {
            List<TaskFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(pool.with(o -> o.label("tiny")).submit(LoggingTasks::logMany, 2));
                expected.add("[worker 1, tiny] record 0");
                expected.add("[worker 1, tiny] record 1");
            }
            for (TaskFuture<?> future : futures) {
                future.get();
            }
        }
        assertThat(messages()).containsExactlyElementsOf(expected);
    }

    // SPEC P15
    @Test
    void records_ofTasksBesideEachOther_haveTheirTasks() throws Exception {
        Gate gate = Gate.in(dir);
        try (PoolExecutor pool = openWithEntries(o -> o.threadsPerWorker(2));
                Gate opened = gate) {
            TaskFuture<?> beside = pool.with(o -> o.label("beside")).submit(() -> {
                gate.pass();
                LoggingTasks.logMany(1);
            });
            pool.with(o -> o.label("first")).submit(LoggingTasks::logMany, 3).get();
            opened.open();
            beside.get();
        }
        assertThat(entries)
                .extracting(entry -> entry.task().orElse("-"))
                .containsExactly("first", "first", "first", "beside");
    }

    // SPEC C6: a process keeps something of each logger, and a worker may make up names without end.
    @Test
    void records_underNamesWithoutEnd_comeUnderOneFromALimitOn() throws Exception {
        int limit = 10_000;
        int step = 200; // so many are on the way at once, and few are dropped
        NameTaker taker = new NameTaker();
        Logger others = Logger.getLogger("dev.tandem.worker.logs");
        Logger library = Logger.getLogger("dev.tandem");
        logger.addHandler(taker);
        library.addHandler(taker);
        try (PoolExecutor pool = open(o -> o)) {
            logger.removeHandler(handler);
            int made = 0;
            while (made < 2 * limit && taker.messages(others).isEmpty()) {
                made += pool.submit(LoggingTasks::logUnderNames, made, step).get();
            }
            pool.submit(LoggingTasks::logUnderNames, made, step).get();
        } finally {
            logger.removeHandler(taker);
            library.removeHandler(taker);
        }
        assertThat(taker.messages.keySet().stream().filter(name -> name.startsWith(LoggingTasks.PARENT)))
                .as("and the library's own")
                .hasSize(limit - 1);
        assertThat(taker.messages(others))
                .hasSizeGreaterThan(100)
                .allMatch(message ->
                        message.matches("\\[worker 1, task-\\d+] tandem\\.test\\.logs\\.name(\\d+): by \\1"));
        assertThat(taker.messages(library).stream().filter(message -> message.contains("too many names")))
                .singleElement()
                .asString()
                .matches(
                        "log records of workers come under too many names, from now on those with a new one are logged by"
                                + " dev\\.tandem\\.worker\\.logs: pool=\\S+, worker 1 \\(pid \\d+\\), names=10000,"
                                + " logger=tandem\\.test\\.logs\\.name\\d+");
    }

    /** Keeps messages by the names of loggers. */
    private static final class NameTaker extends Handler {
        private final Map<String, List<String>> messages = new ConcurrentHashMap<>();

        List<String> messages(Logger of) {
            return messages.getOrDefault(of.getName(), List.of());
        }

        @Override
        public void publish(LogRecord made) {
            messages.computeIfAbsent(made.getLoggerName(), name -> new CopyOnWriteArrayList<>())
                    .add(made.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    // SPEC P11, C6: a consumer that takes nothing holds up no task, takes bounded memory, and learns what it has
    // missed.
    @Test
    void flood_whileNothingIsTaken_endsAndTellsHowMuchWasDropped() throws Exception {
        int many = 20_000;
        CountDownLatch taken = new CountDownLatch(1);
        WorkerLogs slow = entry -> {
            try {
                taken.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            entries.add(entry);
        };
        try (PoolExecutor pool = open(o -> o.workerLogs(slow))) {
            pool.submit(LoggingTasks::logMany, many).get();
            assertThat(pool.submit(Tasks::square, 3).get()).as("the protocol").isEqualTo(9);
            taken.countDown();
            Poll.until("word of all records", () -> arrived() + dropped() == many);
            pool.submit(LoggingTasks::logMany, 1).get();
        }
        assertThat(arrived() + dropped()).isEqualTo(many + 1);
        assertThat(dropped()).isPositive();
    }

    private long arrived() {
        return entries.stream()
                .filter(entry -> entry.message().startsWith("record "))
                .count();
    }

    private long dropped() {
        long sum = 0;
        for (WorkerLogs.Entry entry : entries) {
            Matcher told = DROPPED.matcher(entry.message());
            if (told.matches()) {
                assertThat(entry.logger()).isEqualTo("dev.tandem");
                assertThat(entry.level()).isEqualTo(System.Logger.Level.WARNING);
                sum += Long.parseLong(told.group(1));
            }
        }
        return sum;
    }

    @Test
    void message_ofAMegabyte_isCutOff() throws Exception {
        try (PoolExecutor pool = openWithEntries(o -> o)) {
            pool.submit(LoggingTasks::logLong, 1_000_000).get();
        }
        assertThat(entries.get(0).message()).hasSizeLessThan(17_000).endsWith(" ... 983616 characters more");
    }

    @Test
    void handler_thatThrows_isNotFelt() throws Exception {
        try (PoolExecutor pool = open(o -> o)) {
            pool.submit(LoggingTasks::logBoth, "fails").get();
            pool.submit(LoggingTasks::logMany, 1).get();
        }
        assertThat(messages()).containsExactly("[worker 1, task-2] record 0");
    }

    /** Whoever is told of a record may use the pool. */
    @Test
    void consumer_thatSubmitsToThePoolAndWaits_gets() throws Exception {
        List<Integer> results = new CopyOnWriteArrayList<>();
        PoolExecutor[] pools = new PoolExecutor[1];
        WorkerLogs curious =
                entry -> results.add(pools[0].submit(Tasks::square, 5).join());
        try (PoolExecutor pool = open(o -> o.workers(2).workerLogs(curious))) {
            pools[0] = pool;
            pool.submit(LoggingTasks::logMany, 2).get();
            Poll.until("results", () -> results.size() == 2);
        }
        assertThat(results).containsExactly(25, 25);
    }

    @Test
    void initializer_logsToo_withoutATask() throws Exception {
        try (PoolExecutor pool = open(o -> o.initializer(() -> LoggingTasks.logMany(1)))) {
            pool.submit(Tasks::square, 1).get();
            Poll.until("its record", () -> !records.isEmpty());
        }
        assertThat(messages()).containsExactly("[worker 1] record 0");
    }

    /** As any JVM: to standard error, and with the output from there. */
    @Test
    void inWorkers_leavesRecordsToTheConsoleOfTheWorker() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (PoolExecutor pool =
                open(o -> o.workerLogs(WorkerLogs.inWorkers()).output(line -> lines.add(line.text())))) {
            pool.submit(LoggingTasks::logMany, 1).get();
        }
        assertThat(records).isEmpty();
        assertThat(lines).anyMatch(line -> line.equals("INFO: record 0"));
    }

    @Test
    void configurationOfTheUser_isLeftAlone() throws Exception {
        Path file = Files.writeString(
                dir.resolve("logging.properties"),
                "handlers=java.util.logging.FileHandler\n"
                        + "java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter\n"
                        + "java.util.logging.FileHandler.pattern=" + dir.resolve("own.log") + "\n");
        try (PoolExecutor pool =
                open(o -> o.worker(w -> w.systemProperty("java.util.logging.config.file", file.toString())))) {
            pool.submit(LoggingTasks::logMany, 1).get();
        }
        assertThat(records).isEmpty();
        assertThat(dir.resolve("own.log")).content().contains("INFO: record 0");
    }

    // SPEC P1: start-up: what is not used is not loaded.
    @Test
    void worker_thatNeverLogs_doesNotLoadLogging() throws Exception {
        Path log = dir.resolve("classes.log");
        List<String> loaded;
        try (PoolExecutor pool = open(o -> o.worker(w -> w.jvmFlags("-Xlog:class+load:file=" + log)))) {
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            loaded = Files.readAllLines(log); // now: from JDK 21 on, System.exit asks for a logger
        }
        assertThat(loaded).anyMatch(line -> line.contains("dev.tandem.internal.worker.LogGate"));
        assertThat(loaded.stream()
                        .filter(line -> line.contains("java.util.logging.LogManager") || line.contains("jdk.jfr.")))
                .isEmpty();
    }

    @Test
    void output_toLogger_hasWorkerAndTask() throws Exception {
        System.Logger target = System.getLogger(LoggingTasks.SYSTEM);
        try (PoolExecutor pool = open(o -> o.output(WorkerOutput.toLogger(target)))) {
            pool.with(o -> o.label("printer"))
                    .submit(() -> {
                        System.out.println("out {0}");
                        System.err.println("err");
                    })
                    .get();
        }
        assertThat(IntStream.range(0, 2)
                        .mapToObj(i ->
                                records.get(i).getLevel() + " " + records.get(i).getMessage()))
                .containsExactlyInAnyOrder("INFO [worker 1, printer] out {0}", "WARNING [worker 1, printer] err");
    }
}
