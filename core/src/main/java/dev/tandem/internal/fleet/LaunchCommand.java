package dev.tandem.internal.fleet;

import dev.tandem.WorkerOptions;
import dev.tandem.internal.platform.ArgumentFile;
import dev.tandem.internal.platform.LibraryPath;
import dev.tandem.internal.platform.ParentDeathPrefix;
import dev.tandem.internal.platform.ParentDeathSignal;
import dev.tandem.internal.worker.LogConfig;
import dev.tandem.internal.worker.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The command line that starts a worker's JVM. */
final class LaunchCommand {
    /** From this length on, the class path travels in an argument file: Windows ends at 32,767 characters. */
    private static final int LONGEST_INLINE = 30_000;

    /** For one task at a time: no threads and memory for collecting. */
    private static final String SERIAL = "-XX:+UseSerialGC";

    /** The name of the crash log, which exists in the worker's directory only if its JVM crashed. */
    static final String CRASH_LOG = "hs_err.log";

    /** The class that sets up logging in a worker. */
    static final String LOG_CONFIG = LogConfig.class.getName();

    /** Has the system kill workers with this process. Used by the spawn thread. */
    private static final ParentDeathPrefix PARENT_DEATH = new ParentDeathPrefix();

    private LaunchCommand() {}

    /** Finds out in advance what the first command needs. Called in the spawn thread. */
    static void prepare() {
        List<String> unusedWords = PARENT_DEATH.words();
        SelectorProvider unusedProvider = SelectorProvider.provider();
        ParentFlags.prepare();
    }

    /**
     * Builds the process of a worker, without starting it. Called in the spawn thread.
     *
     * @param options how the JVM is launched
     * @param directory the worker's own directory
     * @param socket the socket to connect to
     * @param number the number of the worker
     * @param lanes how many tasks it runs at a time
     * @param shortcut what makes it start faster
     */
    static ProcessBuilder build(
            WorkerOptions options, Path directory, Path socket, int number, int lanes, Shortcut shortcut)
            throws IOException {
        List<String> command = new ArrayList<>(options.commandPrefix());
        command.add(javaExecutable(options));
        boolean bound = tryBind(command);
        command.addAll(0, shortcut.prefix());
        // a command before the JVM may be its parent: the JVM then dies with it if it asks for that itself
        boolean asks = !bound || !options.commandPrefix().isEmpty();
        List<String> flags = jvmFlags(options, directory, lanes, asks, shortcut);
        List<String> paths = paths(options, shortcut, library(options, directory));
        boolean isAscii = isAscii(paths);
        command.addAll(flags);
        if (length(flags) + length(paths) > LONGEST_INLINE || !isAscii) {
            Path file = directory.resolve("arguments");
            ArgumentFile.write(file, paths);
            command.add("@" + file);
        } else {
            command.addAll(paths);
        }
        command.add(socket.toString());
        command.add(Integer.toString(number));
        command.add(Integer.toString(lanes));
        command.add(Boolean.toString(asks));
        command.add(directory.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        options.workingDirectory().ifPresent(path -> builder.directory(path.toFile()));
        if (!options.inheritEnvironment()) {
            // without its locale, a JVM cannot open files with other letters
            builder.environment().keySet().retainAll(isAscii ? Set.of() : ParentFlags.LOCALE_VARIABLES);
        }
        ParentFlags.adapt(builder.environment(), options);
        return builder;
    }

    /**
     * Binds the life of a command to that of this process, where that can be done; returns whether it is done. Called in
     * the spawn thread.
     */
    static boolean tryBind(List<String> command) {
        List<String> words = PARENT_DEATH.words();
        String program = words.isEmpty() ? null : absoluteProgram(command.get(0));
        if (program == null) {
            return false; // if it is missing, the start shall fail with its name and not with that of another program
        }
        command.set(0, program);
        command.addAll(0, words);
        return true;
    }

    /** Where a program is that is to be started, as the JDK would find it; null if it is not there. */
    private static @Nullable String absoluteProgram(String name) {
        if (name.indexOf(File.separatorChar) >= 0) {
            return Path.of(name).isAbsolute() && Files.isExecutable(Path.of(name)) ? name : null;
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path program = Path.of(directory, name);
            if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
                return program.toString();
            }
        }
        return null;
    }

    static String javaExecutable(WorkerOptions options) {
        Path home = options.javaHome().orElseGet(() -> Path.of(System.getProperty("java.home")));
        String name = File.separatorChar == '\\' ? "java.exe" : "java";
        return home.resolve("bin").resolve(name).toString();
    }

    private static List<String> jvmFlags(
            WorkerOptions options, Path directory, int lanes, boolean asks, Shortcut shortcut) {
        List<String> flags = new ArrayList<>(shortcut.flags());
        if (!shortcut.isAlone()) {
            flags.addAll(ParentFlags.forWorker(options));
        }
        options.heap().ifPresent(size -> flags.add("-Xmx" + size));
        if (!collector(options, lanes).equals(collector(options))) {
            flags.add(SERIAL);
        }
        // a loop without safepoint polls would hold up the answer to a request for its stack
        flags.add("-XX:+UseCountedLoopSafepoints");
        flags.add("-XX:LoopStripMiningIter=1000");
        if (asks && options.javaHome().isEmpty() && Runtime.version().feature() >= ParentDeathSignal.FIRST_JDK) {
            Module own = LaunchCommand.class.getModule();
            flags.add("--enable-native-access=" + (own.isNamed() ? own.getName() : "ALL-UNNAMED"));
        }
        flags.add("-XX:-CreateCoredumpOnCrash");
        flags.add("-XX:ErrorFile=" + directory.resolve(CRASH_LOG));
        Map<String, String> properties = new TreeMap<>();
        for (String stream : List.of("stdout", "stderr")) {
            properties.put(stream + ".encoding", "UTF-8");
            properties.put("sun." + stream + ".encoding", "UTF-8"); // its name before JDK 19
        }
        Class<?> selectors = SelectorProvider.provider().getClass();
        if (options.javaHome().isEmpty() && selectors.getModule() == Object.class.getModule()) {
            // otherwise it would be looked for in all jars of the class path, each time
            properties.put(SelectorProvider.class.getName(), selectors.getName());
        }
        properties.putAll(options.systemProperties());
        properties.forEach((key, value) -> flags.add("-D" + key + "=" + value));
        flags.addAll(options.jvmFlags());
        return flags;
    }

    /** The flags by which the collector of a worker is chosen, by its user or by us; none for the JVM's own choice. */
    static List<String> collector(WorkerOptions options, int lanes) {
        List<String> chosen = collector(options);
        return chosen.isEmpty() && lanes == 1 ? List.of(SERIAL) : chosen;
    }

    private static List<String> collector(WorkerOptions options) {
        return userFlags(options).filter(LaunchCommand::choosesCollector).toList();
    }

    /** The flags that a worker's JVM gets from elsewhere than from here. */
    static Stream<String> userFlags(WorkerOptions options) {
        return Stream.concat(ParentFlags.given(options).stream(), ParentFlags.forWorker(options).stream());
    }

    private static boolean choosesCollector(String flag) {
        return flag.startsWith("-XX:+Use") && flag.endsWith("GC");
    }

    /** Where workers get this library from, empty if they inherit it or have it from their user. */
    private static Optional<Path> library(WorkerOptions options, Path directory) throws IOException {
        Path ofPool =
                Objects.requireNonNull(directory.getParent(), "directory.getParent()"); // one copy for all workers
        try {
            return LibraryPath.find(WorkerMain.class, ofPool);
        } catch (IOException e) {
            if (options.extraClassPath().isEmpty()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static List<String> paths(WorkerOptions options, Shortcut shortcut, Optional<Path> library) {
        List<String> paths = new ArrayList<>();
        List<String> classPath = classPath(options, shortcut, library);
        if (!classPath.isEmpty()) {
            paths.add("-cp");
            paths.add(String.join(File.pathSeparator, classPath));
        }
        String modulePath = System.getProperty("jdk.module.path", "");
        if (!modulePath.isEmpty()) {
            paths.add("-p");
            paths.add(absolute(modulePath));
        }
        String main = WorkerMain.class.getName();
        boolean isNamed = WorkerMain.class.getModule().isNamed() && library.isEmpty();
        Set<String> modules = isNamed || !modulePath.isEmpty() ? ParentFlags.modules(options) : Set.of();
        if (!modules.isEmpty()) {
            paths.add("--add-modules=" + String.join(",", modules));
        }
        if (isNamed) {
            paths.add("-m");
            paths.add(WorkerMain.class.getModule().getName() + "/" + main);
        } else {
            paths.add(main);
        }
        return paths;
    }

    private static List<String> classPath(WorkerOptions options, Shortcut shortcut, Optional<Path> library) {
        List<String> classPath = new ArrayList<>();
        String inherited = inheritedClassPath();
        shortcut.jar()
                .map(Path::toString)
                .filter(jar -> !inherited.startsWith(jar)) // a worker's worker has it already
                .ifPresent(classPath::add);
        if (shortcut.jar().isEmpty()) {
            library.map(Path::toString).ifPresent(classPath::add);
        }
        if (!inherited.isEmpty() && !shortcut.isAlone()) {
            classPath.add(inherited);
        }
        options.extraClassPath()
                .forEach(entry -> classPath.add(entry.toAbsolutePath().toString()));
        return classPath;
    }

    private static String inheritedClassPath() {
        String path = System.getProperty("java.class.path", "");
        boolean isHere = path.isEmpty() && System.getProperty("jdk.module.main") == null;
        return isHere ? new File("").getAbsolutePath() : absolute(path);
    }

    /**
     * The same path with absolute entries: workers may have another working directory. No {@code Path} is made of them: there
     * is none for letters that the locale lacks.
     */
    static String absolute(String path) {
        if (path.isEmpty()) {
            return path;
        }
        List<String> entries = new ArrayList<>();
        for (String entry : path.split(java.util.regex.Pattern.quote(File.pathSeparator), -1)) {
            entries.add(
                    entry.endsWith("*")
                            ? new File(entry.substring(0, entry.length() - 1)).getAbsolutePath() + File.separator + "*"
                            : new File(entry).getAbsolutePath());
        }
        return String.join(File.pathSeparator, entries);
    }

    /** Whether all letters look the same in each encoding: before JDK 18, a command line has that of the default charset. */
    private static boolean isAscii(List<String> words) {
        return words.stream().allMatch(word -> word.chars().allMatch(c -> c < 128));
    }

    private static int length(List<String> words) {
        return words.stream().mapToInt(word -> word.length() + 1).sum();
    }
}
