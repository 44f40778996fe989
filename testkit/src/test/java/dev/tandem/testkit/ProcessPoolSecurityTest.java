package dev.tandem.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.PoolExecutor;
import dev.tandem.ProcessPoolExecutor;
import dev.tandem.TaskFuture;
import dev.tandem.internal.wire.Frame;
import dev.tandem.internal.wire.Hello;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The pool's files and its door. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class ProcessPoolSecurityTest {
    /** As long as 256 random bits are in hexadecimal or base 64. */
    private static final Pattern TOKEN = Pattern.compile("[0-9a-fA-F]{40,}|[0-9A-Za-z+_]{43,}=?");

    @TempDir
    private Path dir;

    // SPEC P16
    @Test
    void directory_isOpenToItsOwnerAloneAndGoesWithThePool() throws Exception {
        Path directory;
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            directory =
                    WorkerTasks.poolDirectoryOf(pool.submit(WorkerTasks::pid).get());

            assertThat(Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
        assertThat(directory).doesNotExist();
    }

    // SPEC P16: large arguments are in files of that directory, nowhere else.
    @Test
    void largeArguments_leaveNoFileOutside() throws Exception {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        try (PoolExecutor pool = ProcessPoolExecutor.open(1);
                Gate gate = Gate.in(dir)) {
            Set<Path> before = Set.copyOf(list(temp));
            byte[] large = new byte[20_000_000];
            TaskFuture<Integer> running = pool.submit(bytes -> gate.pass(bytes.length), large);
            gate.awaitArrivals(1);
            List<Path> during = new ArrayList<>(list(temp));
            during.removeAll(before);
            during.removeIf(file -> file.getFileName().toString().startsWith("tandem-"));

            assertThat(during).isEmpty();
            gate.open();
            assertThat(running.get()).isEqualTo(20_000_000);
        }
    }

    // SPEC P16: the token is passed neither on the command line nor in the environment.
    @Test
    void token_isNotInCommandLineNorEnvironment() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            long pid = pool.submit(WorkerTasks::pid).get();
            List<String> words = new ArrayList<>(nullSeparated(pid, "cmdline"));
            List<String> environment = new ArrayList<>(nullSeparated(pid, "environ"));
            environment.removeAll(nullSeparated(WorkerTasks.pid(), "environ"));

            assertThat(words).isNotEmpty();
            for (String word : words) {
                for (String part : word.split("[/:.\\-]")) {
                    assertThat(part).doesNotContainPattern(TOKEN);
                }
            }
            assertThat(environment).noneMatch(entry -> TOKEN.matcher(entry).find());
        }
    }

    // SPEC P16, FAULTS 27: who does not know the token is shown the door, and real workers are still admitted.
    @Test
    void stranger_withWrongOrNoToken_isRefused() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            List<Path> sockets = socketsIn(
                    WorkerTasks.poolDirectoryOf(pool.submit(WorkerTasks::pid).get()));
            assumeTrue(!sockets.isEmpty(), "the pool has closed its door");
            for (Path socket : sockets) {
                try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                        SocketChannel liar = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                    assertThat(silent.isConnected()).isTrue();
                    byte[] garbage = new byte[4096];
                    new Random(1).nextBytes(garbage);
                    assertThat(isClosedAfter(liar, garbage)).isTrue();
                    // While the silent one still holds the line, a new worker comes in.
                    assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
                    assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
                }
            }
        }
    }

    // SPEC P16, FAULTS row 27: as many as may stand at the door do so, and say nothing.
    @Test
    void crowdOfSilentStrangers_doesNotKeepAWorkerOut() throws Exception {
        List<SocketChannel> crowd = new ArrayList<>();
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            UnixDomainSocketAddress door = doorOf(pool);
            for (int i = 0; i < 300; i++) {
                crowd.add(SocketChannel.open(door));
            }
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();

            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        } finally {
            for (SocketChannel channel : crowd) {
                channel.close();
            }
        }
    }

    // SPEC P16, FAULTS row 27: somebody has got hold of a worker's token, and shows it after the worker has.
    @Test
    void token_shownASecondTime_isRefused() throws Exception {
        Path copy = dir.resolve("token");
        String script = "head -c 32 >\"$1\"; from=$1; shift; exec \"$@\" <\"$from\"";
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).worker(w -> w.commandPrefix("sh", "-c", script, "sh", copy.toString())))) {
            long worker = pool.submit(WorkerTasks::pid).get();
            byte[] token = Files.readAllBytes(copy);
            for (Hello.Role role : Hello.Role.values()) {
                try (SocketChannel thief = SocketChannel.open(doorOf(pool))) {
                    Hello hello = new Hello(role, 1, 0, worker, System.nanoTime(), token);
                    assertThat(isClosedAfter(thief, hello.toFrame().encode().array()))
                            .as("closed: " + role)
                            .isTrue();
                }
            }

            assertThat(token).hasSize(Hello.TOKEN_LENGTH);
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(worker);
        }
    }

    // SPEC P16, FAULTS row 27: the worker whose token it was is dead, and another one has its place.
    @Test
    void token_ofAWorkerThatHasEnded_isRefused() throws Exception {
        Path copies = Files.createDirectory(dir.resolve("tokens"));
        String script = "copy=$1/$$; shift; head -c 32 >\"$copy\"; exec \"$@\" <\"$copy\"";
        try (PoolExecutor pool = ProcessPoolExecutor.open(
                o -> o.workers(1).worker(w -> w.commandPrefix("sh", "-c", script, "sh", copies.toString())))) {
            long first = pool.submit(WorkerTasks::pid).get();
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
            long second = pool.submit(WorkerTasks::pid).get();
            List<Path> tokens = list(copies);
            assertThat(tokens).hasSizeGreaterThanOrEqualTo(2);
            for (Path token : tokens) {
                for (int number = 1; number <= 3; number++) {
                    try (SocketChannel thief = SocketChannel.open(doorOf(pool))) {
                        Hello hello = new Hello(
                                Hello.Role.CONTROL, number, 0, first, System.nanoTime(), Files.readAllBytes(token));
                        assertThat(isClosedAfter(thief, hello.toFrame().encode().array()))
                                .isTrue();
                    }
                }
            }
            assertThat(pool.submit(WorkerTasks::pid).get()).isEqualTo(second);
        }
    }

    // SPEC P16, FAULTS row 10, FAULTS row 27: what says nothing that a worker says is shown the door at its first
    // bytes.
    @Test
    void stranger_withAMalformedFrame_isRefusedAtOnce() throws Exception {
        byte[] hello = new Hello(Hello.Role.CONTROL, 1, 0, 1, 1, new byte[Hello.TOKEN_LENGTH])
                .toFrame()
                .encode()
                .array();
        List<byte[]> frames = List.of(
                ByteBuffer.allocate(5).putInt(0, -5).array(),
                ByteBuffer.allocate(5).putInt(0, 0).array(),
                ByteBuffer.allocate(5).putInt(0, Frame.MAX_HELLO_LENGTH + 1).array(),
                ByteBuffer.allocate(5).putInt(0, Integer.MAX_VALUE).array(),
                ByteBuffer.allocate(5).putInt(0, 1).put(4, (byte) 99).array(),
                Frame.ofNumber(Frame.Type.INTERRUPT, 1).encode().array(),
                ByteBuffer.wrap(hello.clone()).putLong(5, 0).array(), // another magic number
                ByteBuffer.wrap(hello.clone()).putInt(13, 99).array(), // another version
                ByteBuffer.wrap(hello.clone()).put(17, (byte) 99).array(), // another role
                hello);
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            UnixDomainSocketAddress door = doorOf(pool);
            for (byte[] frame : frames) {
                try (SocketChannel stranger = SocketChannel.open(door)) {
                    assertThat(isClosedAfter(stranger, frame))
                            .as(Arrays.toString(frame))
                            .isTrue();
                }
            }
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
            assertThat(pool.stats().restarts()).isZero();
        }
    }

    // SPEC P16: a system property is visible to everybody, as documented; what should not be goes by the environment.
    @Test
    void environmentOfTheWorker_isNotOnItsCommandLineAndNobodyElseCanReadIt() throws Exception {
        try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1)
                .worker(w -> w.cleanEnvironment()
                        .environment("TANDEM_SECRET", "hush-hush")
                        .systemProperty("tandem.test.open", "for-all-to-see")))) {
            long pid = pool.submit(WorkerTasks::pid).get();
            assertThat(pool.submit(() -> System.getenv("TANDEM_SECRET")).get()).isEqualTo("hush-hush");

            assertThat(nullSeparated(pid, "cmdline"))
                    .contains("-Dtandem.test.open=for-all-to-see")
                    .noneMatch(word -> word.contains("hush-hush"));
            assertThat(nullSeparated(pid, "environ"))
                    .contains("TANDEM_SECRET=hush-hush")
                    .noneMatch(entry -> entry.startsWith("HOME=") || entry.startsWith("PATH="));
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(Path.of("/proc", Long.toString(pid), "environ"))))
                    .isEqualTo("r--------");
        }
    }

    // SPEC P16, FAULTS row 27: another user is kept out by the directory, and were that open, by who they are.
    @Test
    void otherUser_isKeptOut() throws Exception {
        assumeTrue(isRoot(), "only root can be somebody else");
        assumeTrue(hasTools(), "setpriv and perl are needed");
        try (PoolExecutor pool = ProcessPoolExecutor.open(1)) {
            Path socket = doorOf(pool).getPath();

            assertThat(knockAsNobody(socket)).isEqualTo("cannot connect: Permission denied");
            Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(knockAsNobody(socket)).isEqualTo("turned away");
            assertThat(pool.submit(WorkerTasks::halt, 1).exception()).isPresent();
            assertThat(pool.submit(Tasks::square, 3).get()).isEqualTo(9);
        }
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static boolean hasTools() {
        return Files.isExecutable(Path.of("/usr/bin/setpriv")) && Files.isExecutable(Path.of("/usr/bin/perl"));
    }

    /** Connects as the user that owns nothing, and tells what became of it. */
    private static String knockAsNobody(Path socket) throws Exception {
        String script = """
                use Socket;
                socket(my $door, AF_UNIX, SOCK_STREAM, 0) or die;
                connect($door, pack_sockaddr_un($ARGV[0])) or print("cannot connect: $!"), exit;
                my $count = sysread($door, my $bytes, 1);
                print defined $count && $count == 0 ? "turned away" : "let in";
                """;
        return Processes.outputOf(
                Duration.ofSeconds(20),
                List.of(
                        "/usr/bin/setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "/usr/bin/perl",
                        "-e",
                        script,
                        socket.toString()));
    }

    private static UnixDomainSocketAddress doorOf(PoolExecutor pool) throws Exception {
        List<Path> sockets = socketsIn(
                WorkerTasks.poolDirectoryOf(pool.submit(WorkerTasks::pid).get()));
        return UnixDomainSocketAddress.of(sockets.get(0));
    }

    private static boolean isClosedAfter(SocketChannel channel, byte[] bytes) {
        try {
            channel.write(ByteBuffer.wrap(bytes));
            return channel.read(ByteBuffer.allocate(100)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static List<Path> socketsIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(ProcessPoolSecurityTest::isSocket).toList();
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static List<String> nullSeparated(long pid, String file) throws IOException {
        String text = Files.readString(Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
        return List.of(text.split("\0"));
    }
}
