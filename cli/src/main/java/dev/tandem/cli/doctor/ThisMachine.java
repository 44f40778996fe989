package dev.tandem.cli.doctor;

import dev.tandem.internal.fleet.Premises;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.tools.ToolProvider;

/** The machine that this program runs on. */
final class ThisMachine implements Machine {
    @Override
    public Map<String, String> environment() {
        return System.getenv();
    }

    @Override
    public Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(Path.of(file)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalInt count(String directory) {
        String[] names = Path.of(directory).toFile().list();
        return names == null ? OptionalInt.empty() : OptionalInt.of(names.length);
    }

    @Override
    public boolean isDirectory(Path path) {
        return Files.isDirectory(path);
    }

    @Override
    public boolean isExecutable(Path path) {
        return Files.isExecutable(path);
    }

    @Override
    public boolean isWritable(Path directory) {
        try {
            Files.delete(Files.createTempFile(directory, "tandem-doctor", null)); // on a read-only file system, too
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public boolean isWritableFile(String file) {
        try (var channel = Files.newByteChannel(Path.of(file), StandardOpenOption.WRITE)) {
            return channel.isOpen();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public Optional<Room> room(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            return Optional.of(new Room(store.getTotalSpace(), store.getUsableSpace(), store.type()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public int threadsOfUser() {
        String user = read("/proc/self/status").map(s -> field(s, "Uid:")).orElse("");
        int threads = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path process : processes) {
                String status = read(process.resolve("status").toString()).orElse("");
                if (!user.isEmpty() && field(status, "Uid:").equals(user)) {
                    threads += Integer.parseInt(field(status, "Threads:"));
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            // another operating system: nobody knows
        }
        return threads;
    }

    /** The first word of a field of {@code /proc/.../status}. */
    private static String field(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).trim().split("\\s", 2)[0])
                .findFirst()
                .orElse("");
    }

    @Override
    public Optional<String> socketProblem(Path directory) {
        try {
            Path own = Files.createTempDirectory(directory, "tandem-doctor");
            Path socket = own.resolve("socket");
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
                server.bind(address);
                SocketChannel.open(address).close();
                server.accept().close();
                return Optional.empty();
            } finally {
                Files.deleteIfExists(socket);
                Files.delete(own);
            }
        } catch (IOException | RuntimeException e) {
            return Optional.of(Reasons.of(e));
        }
    }

    @Override
    public String property(String name) {
        return System.getProperty(name, "");
    }

    @Override
    public int feature() {
        return Runtime.version().feature();
    }

    @Override
    public int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public long maxHeap() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public boolean hasCompiler() {
        return ToolProvider.getSystemJavaCompiler() != null;
    }

    @Override
    public Path sharedMemory() {
        return Premises.SHARED_MEMORY;
    }

    @Override
    public long room(int workers) {
        return Premises.room(workers);
    }

    @Override
    public Path home(int workers) {
        return Premises.home(room(workers));
    }

    @Override
    public Premises.Archive archive(Path home) throws IOException {
        return Premises.archive(home);
    }

    @Override
    public List<Path> leftovers(Path home) throws IOException {
        return Premises.leftovers(home);
    }

    @Override
    public List<Long> orphans(List<Path> leftovers) {
        return Premises.orphans(leftovers);
    }

    @Override
    public boolean isBoundToParent() {
        return Premises.isBoundToParent();
    }

    @Override
    public boolean isMemoryTold() {
        return Premises.isMemoryTold();
    }

    @Override
    public boolean isOomKillTold() {
        return Premises.isOomKillTold();
    }
}
