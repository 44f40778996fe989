package dev.tandem.cli.doctor;

import dev.tandem.internal.fleet.Premises;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A machine that is in good health until a test makes it ill. */
final class FakeMachine implements Machine {
    static final long MIB = 1L << 20;

    final Map<String, String> environment = new HashMap<>();
    final Map<String, String> files = new HashMap<>(Map.of(
            "/proc/self/limits",
            """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             96364                96364                processes
            Max open files            20000                20000                files
            Max address space         unlimited            unlimited            bytes
            """,
            "/proc/self/cgroup",
            "0::/\n",
            "/proc/meminfo",
            "MemTotal:       24683620 kB\nMemAvailable:   23865492 kB\n",
            "/proc/cpuinfo",
            "processor\t: 0\nprocessor\t: 1\n",
            "/proc/self/oom_score_adj",
            "0\n",
            "/proc/sys/vm/overcommit_memory",
            "0\n"));
    final Map<String, String> properties = new HashMap<>(Map.of(
            "os.name", "Linux",
            "java.io.tmpdir", "/tmp",
            "java.home", "/jdk",
            "java.version", "21.0.2",
            "java.vendor", "Somebody",
            "java.vm.name", "A VM",
            "sun.jnu.encoding", "UTF-8",
            "user.name", "ann"));
    final Set<Path> directories = new HashSet<>(Set.of(Path.of("/tmp"), Path.of("/dev/shm")));
    final Set<Path> unwritable = new HashSet<>();
    final Set<Path> programs = new HashSet<>(Set.of(Path.of("/jdk/bin/jcmd"), Path.of("/usr/bin/setpriv")));
    final Map<Path, Room> rooms = new HashMap<>(Map.of(
            Path.of("/tmp"), new Room(100_000 * MIB, 50_000 * MIB, "ext4"),
            Path.of("/dev/shm"), new Room(8_000 * MIB, 8_000 * MIB, "tmpfs")));

    int openFiles = 12;
    int threads = 200;
    int processors = 2;
    int feature = 21;
    long maxHeap = 512 * MIB;
    boolean hasCompiler = true;
    boolean isBound = true;
    boolean isMemoryTold = true;
    boolean isOomKillTold = true;
    String socketProblem = "";
    List<Path> leftovers = List.of();
    List<Long> orphans = List.of();
    Premises.Archive archive = new Premises.Archive(Premises.ArchiveState.READY, Optional.of(Path.of("/cache/1")), "");

    /** Sets a limit of this process. */
    void limit(String name, String soft) {
        files.put("/proc/self/limits", String.format("%-26s%-21s%-21sunits%n", name, soft, soft));
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Optional<String> read(String file) {
        return Optional.ofNullable(files.get(file));
    }

    @Override
    public OptionalInt count(String directory) {
        return directory.equals("/proc/self/fd") ? OptionalInt.of(openFiles) : OptionalInt.empty();
    }

    @Override
    public boolean isDirectory(Path path) {
        return directories.contains(path);
    }

    @Override
    public boolean isExecutable(Path path) {
        return programs.contains(path);
    }

    @Override
    public boolean isWritable(Path directory) {
        return directories.contains(directory) && !unwritable.contains(directory);
    }

    @Override
    public boolean isWritableFile(String file) {
        return files.containsKey(file) && !unwritable.contains(Path.of(file));
    }

    @Override
    public Optional<Room> room(Path directory) {
        return Optional.ofNullable(rooms.get(directory));
    }

    @Override
    public int threadsOfUser() {
        return threads;
    }

    @Override
    public Optional<String> socketProblem(Path directory) {
        return Optional.of(socketProblem).filter(problem -> !problem.isEmpty());
    }

    @Override
    public String property(String name) {
        return properties.getOrDefault(name, "");
    }

    @Override
    public int feature() {
        return feature;
    }

    @Override
    public int processors() {
        return processors;
    }

    @Override
    public long maxHeap() {
        return maxHeap;
    }

    @Override
    public boolean hasCompiler() {
        return hasCompiler;
    }

    @Override
    public Path sharedMemory() {
        return Path.of("/dev/shm");
    }

    @Override
    public long room(int workers) {
        return workers * 2 * MIB;
    }

    @Override
    public Path home(int workers) {
        boolean fits = isWritable(sharedMemory()) && rooms.get(sharedMemory()).free() >= room(workers);
        return fits ? sharedMemory() : temp().toString().length() > 60 ? Path.of("/tmp") : temp();
    }

    @Override
    public Premises.Archive archive(Path home) {
        return archive;
    }

    @Override
    public List<Path> leftovers(Path home) {
        return leftovers;
    }

    @Override
    public List<Long> orphans(List<Path> directories) {
        return orphans;
    }

    @Override
    public boolean isBoundToParent() {
        return isBound;
    }

    @Override
    public boolean isMemoryTold() {
        return isMemoryTold;
    }

    @Override
    public boolean isOomKillTold() {
        return isOomKillTold;
    }
}
