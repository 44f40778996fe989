package dev.tandem;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a worker's JVM is launched: {@code o.worker(w -> w.heap("512m").jvmFlags("-Xss4m"))}.
 *
 * <p>A worker gets the class path and the module path of this process, and its flags about modules, such as
 * {@code --add-opens}, wherever they were given.
 *
 * <pre>{@code
 * var pool = ProcessPoolExecutor.open(o -> o.workers(2).worker(w -> w.heap("512m")
 *         .jvmFlags("-Xss4m")
 *         .environment("LC_ALL", "C.UTF-8")
 *         .commandPrefix("nice", "-n", "10")));
 * System.out.println(pool.submit(() -> System.getenv("LC_ALL")).get()); // C.UTF-8
 * pool.close();
 * }</pre>
 *
 * @param heap the largest heap of a worker, as {@code -Xmx} takes it; empty for the JVM's default
 * @param jvmFlags further flags of the workers' JVMs
 * @param systemProperties system properties of the workers
 * @param environment environment variables that are set in the workers
 * @param inheritEnvironment whether workers get the environment of this process; {@code environment} is added to it
 * @param workingDirectory the working directory of the workers; empty for that of this process
 * @param extraClassPath entries that are added to the class path of this process
 * @param javaHome the JDK or JRE that runs the workers; empty for the one that runs this process
 * @param commandPrefix words put before the command, such as {@code nice -n 10}
 * @param inputFilter which classes the workers accept in what they are sent, as a pattern of the JDK; empty for every class
 * @since 0.1
 */
public record WorkerOptions(
        Optional<String> heap,
        List<String> jvmFlags,
        Map<String, String> systemProperties,
        Map<String, String> environment,
        boolean inheritEnvironment,
        Optional<Path> workingDirectory,
        List<Path> extraClassPath,
        Optional<Path> javaHome,
        List<String> commandPrefix,
        Optional<String> inputFilter) {
    /** It travels as modified UTF-8 with a length of 16 bits. */
    private static final int LONGEST_FILTER = 16 * 1024;

    private static final WorkerOptions DEFAULTS = new WorkerOptions(
            Optional.empty(),
            List.of(),
            Map.of(),
            Map.of(),
            true,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.empty());

    /**
     * Copies the collections and checks the values.
     *
     * @param heap the largest heap of a worker, as {@code -Xmx} takes it; empty for the JVM's default
     * @param jvmFlags further flags of the workers' JVMs
     * @param systemProperties system properties of the workers
     * @param environment environment variables that are set in the workers
     * @param inheritEnvironment whether workers get the environment of this process; {@code environment} is added to it
     * @param workingDirectory the working directory of the workers; empty for that of this process
     * @param extraClassPath entries that are added to the class path of this process
     * @param javaHome the JDK or JRE that runs the workers; empty for the one that runs this process
     * @param commandPrefix words put before the command, such as {@code nice -n 10}
     * @param inputFilter which classes the workers accept in what they are sent, as a pattern of the JDK; empty for every class
     * @throws IllegalArgumentException if a value is not allowed
     */
    public WorkerOptions {
        jvmFlags = List.copyOf(jvmFlags);
        systemProperties = Map.copyOf(systemProperties);
        environment = Map.copyOf(environment);
        extraClassPath = List.copyOf(extraClassPath);
        commandPrefix = List.copyOf(commandPrefix);
        inputFilter.ifPresent(value -> Checks.requireFilterPattern("inputFilter", value, LONGEST_FILTER));
        heap.ifPresent(value -> Checks.requireSize("heap", value));
        for (String flag : jvmFlags) {
            Checks.require(
                    flag.startsWith("-"), () -> "a JVM flag must start with a dash: jvmFlags contains '" + flag + "'");
        }
        workingDirectory.ifPresent(value -> Checks.require(
                Files.isDirectory(value), () -> "workingDirectory must be a directory: workingDirectory=" + value));
        javaHome.ifPresent(value -> Checks.require(
                Files.isDirectory(value.resolve("bin")), () -> "javaHome must contain bin/java: javaHome=" + value));
    }

    /**
     * Returns the defaults: everything as in this process, with the JVM's own heap size.
     *
     * @return the default options
     */
    public static WorkerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns options with a largest heap.
     *
     * @param size the size as {@code -Xmx} takes it, such as {@code 512m} or {@code 2g}
     * @return the changed options
     * @throws IllegalArgumentException if the value is not such a size
     */
    public WorkerOptions heap(String size) {
        return with(draft -> draft.heap = Optional.of(size));
    }

    /**
     * Returns options with further JVM flags, added to those already there.
     *
     * @param flags the flags, such as {@code -Xss4m} or {@code --enable-preview}
     * @return the changed options
     * @throws IllegalArgumentException if a flag does not start with a dash
     */
    public WorkerOptions jvmFlags(String... flags) {
        return with(draft -> draft.jvmFlags = added(jvmFlags, List.of(flags)));
    }

    /**
     * Returns options that open packages to all unnamed modules, as {@code --add-opens} does.
     *
     * @param packages the packages, such as {@code java.base/java.lang}
     * @return the changed options
     */
    public WorkerOptions addOpens(String... packages) {
        return with(draft -> draft.jvmFlags = added(jvmFlags, flags("--add-opens=", packages)));
    }

    /**
     * Returns options that export packages to all unnamed modules, as {@code --add-exports} does.
     *
     * @param packages the packages, such as {@code java.base/sun.nio.ch}
     * @return the changed options
     */
    public WorkerOptions addExports(String... packages) {
        return with(draft -> draft.jvmFlags = added(jvmFlags, flags("--add-exports=", packages)));
    }

    /**
     * Returns options with one more system property. It is part of the worker's command line, which other users of the
     * machine can read in the list of processes: pass a secret by {@link #environment}, as an argument or in the
     * initializer.
     *
     * @param key the name of the property
     * @param value its value
     * @return the changed options
     */
    public WorkerOptions systemProperty(String key, String value) {
        return with(draft -> draft.systemProperties = with(systemProperties, key, value));
    }

    /**
     * Returns options with one more environment variable.
     *
     * @param variable the name of the variable
     * @param value its value
     * @return the changed options
     */
    public WorkerOptions environment(String variable, String value) {
        return with(draft -> draft.environment = with(environment, variable, value));
    }

    /**
     * Returns options that withhold the environment of this process from the workers.
     *
     * @return the changed options
     */
    public WorkerOptions cleanEnvironment() {
        return with(draft -> draft.inheritEnvironment = false);
    }

    /**
     * Returns options with a working directory.
     *
     * @param directory the directory
     * @return the changed options
     * @throws IllegalArgumentException if it is not a directory
     */
    public WorkerOptions workingDirectory(Path directory) {
        return with(draft -> draft.workingDirectory = Optional.of(directory));
    }

    /**
     * Returns options with further class path entries.
     *
     * @param entries jars or directories
     * @return the changed options
     */
    public WorkerOptions extraClassPath(Path... entries) {
        return with(draft -> draft.extraClassPath = added(extraClassPath, List.of(entries)));
    }

    /**
     * Returns options that run the workers on another JDK.
     *
     * @param home the home directory of a JDK or JRE, version 17 or later
     * @return the changed options
     * @throws IllegalArgumentException if there is no {@code bin} directory in it
     */
    public WorkerOptions javaHome(Path home) {
        return with(draft -> draft.javaHome = Optional.of(home));
    }

    /**
     * Returns options that launch the workers through another command.
     *
     * @param words the command and its arguments, such as {@code "nice", "-n", "10"}
     * @return the changed options
     */
    public WorkerOptions commandPrefix(String... words) {
        return with(draft -> draft.commandPrefix = List.of(words));
    }

    /**
     * Returns options with a filter of what workers accept of what they are sent: the classes of functions (for a lambda,
     * the class that it is written in), of what they capture, and of arguments. A task with another class fails with
     * {@link TaskSerializationException}, which names the class and the pattern, before anything of it runs. Strings,
     * boxes and arrays of primitives by themselves are always accepted.
     *
     * @param pattern a pattern as {@link java.io.ObjectInputFilter.Config#createFilter} takes it, such as
     *     {@code com.acme.**;java.base/*;!*}
     * @return the changed options
     * @throws IllegalArgumentException if it is no such pattern, says nothing, or has more than 16384 characters
     */
    public WorkerOptions inputFilter(String pattern) {
        return with(draft -> draft.inputFilter = Optional.of(pattern));
    }

    private static <T> List<T> added(List<T> list, List<T> more) {
        List<T> all = new ArrayList<>(list);
        all.addAll(more);
        return all;
    }

    private static List<String> flags(String flag, String... packages) {
        List<String> flags = new ArrayList<>();
        for (String name : packages) {
            flags.add(flag + name + "=ALL-UNNAMED");
        }
        return flags;
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> copy = new TreeMap<>(map);
        copy.put(key, value);
        return copy;
    }

    private WorkerOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    /** The values while one of them is changed. */
    private static final class Draft {
        private Optional<String> heap;
        private List<String> jvmFlags;
        private Map<String, String> systemProperties;
        private Map<String, String> environment;
        private boolean inheritEnvironment;
        private Optional<Path> workingDirectory;
        private List<Path> extraClassPath;
        private Optional<Path> javaHome;
        private List<String> commandPrefix;
        private Optional<String> inputFilter;

        Draft(WorkerOptions base) {
            heap = base.heap;
            jvmFlags = base.jvmFlags;
            systemProperties = base.systemProperties;
            environment = base.environment;
            inheritEnvironment = base.inheritEnvironment;
            workingDirectory = base.workingDirectory;
            extraClassPath = base.extraClassPath;
            javaHome = base.javaHome;
            commandPrefix = base.commandPrefix;
            inputFilter = base.inputFilter;
        }

        WorkerOptions build() {
            return new WorkerOptions(
                    heap,
                    jvmFlags,
                    systemProperties,
                    environment,
                    inheritEnvironment,
                    workingDirectory,
                    extraClassPath,
                    javaHome,
                    commandPrefix,
                    inputFilter);
        }
    }
}
