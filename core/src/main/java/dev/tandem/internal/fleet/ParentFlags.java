package dev.tandem.internal.fleet;

import dev.tandem.WorkerOptions;
import dev.tandem.internal.platform.FlagVariable;
import dev.tandem.internal.platform.ModuleFlags;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What workers take over from the JVM of their parent without being told, besides its paths: its modules and the flags
 * about them, and the variables from which JVMs take flags, without the debugger.
 */
final class ParentFlags {
    /** The variables from which a JVM takes flags. */
    static final List<String> VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS");

    /** The variables that tell a JVM how names of files are encoded. */
    static final Set<String> LOCALE_VARIABLES = Set.of("LC_ALL", "LC_CTYPE", "LANG");

    private static final String PATCH = "--patch-module=";
    private static final String UPGRADE = "--upgrade-module-path=";

    /** With the class for the signal that asks a worker to end. */
    private static final String SIGNALS = "jdk.unsupported";

    private ParentFlags() {}

    /** Found out when they are first asked for, which takes milliseconds. */
    private static final class Found {
        static final List<String> FLAGS = absolute(ModuleFlags.ofThisJvm());
    }

    /** Finds out in advance what the first worker needs. Called in the spawn thread. */
    static void prepare() {
        List<String> unused = Found.FLAGS;
    }

    /** The flags about modules, less those that a worker gets from its user or its environment anyway. */
    static List<String> forWorker(WorkerOptions options) {
        return Found.FLAGS.isEmpty() ? List.of() : without(Found.FLAGS, given(options));
    }

    /** The flags that a worker's JVM gets from its user, and takes from its environment. */
    static List<String> given(WorkerOptions options) {
        List<String> given = new ArrayList<>(options.jvmFlags());
        Map<String, String> environment =
                new TreeMap<>(options.inheritEnvironment() ? System.getenv() : Map.<String, String>of());
        adapt(environment, options);
        for (String variable : VARIABLES) {
            given.addAll(FlagVariable.words(environment.getOrDefault(variable, "")));
        }
        return given;
    }

    /** Flags that would be given twice are left out: the JVM does not take a second patch of a module. */
    static List<String> without(List<String> flags, List<String> given) {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String flag = given.get(i);
            taken.add(subject(flag));
            if (i + 1 < given.size()) {
                taken.add(subject(flag + "=" + given.get(i + 1))); // JDK_JAVA_OPTIONS may have them in two words
            }
        }
        List<String> left = new ArrayList<>();
        for (String flag : flags) {
            if (!taken.contains(subject(flag))) {
                left.add(flag);
            }
        }
        return left;
    }

    /** The flag, or only the beginning of one that can be given but once for a module. */
    private static String subject(String flag) {
        int value = flag.startsWith(PATCH) ? flag.indexOf('=', PATCH.length()) : -1;
        return value < 0 ? flag : flag.substring(0, value);
    }

    /** Paths have to mean the same in another working directory. */
    static List<String> absolute(List<String> flags) {
        List<String> absolute = new ArrayList<>();
        for (String flag : flags) {
            int path =
                    flag.startsWith(UPGRADE) ? UPGRADE.length() : subject(flag).length() + 1;
            boolean isPath = flag.startsWith(UPGRADE) || flag.startsWith(PATCH);
            absolute.add(
                    isPath && path <= flag.length()
                            ? flag.substring(0, path) + LaunchCommand.absolute(flag.substring(path))
                            : flag);
        }
        return absolute;
    }

    /** Turns the environment of this process into that of a worker. */
    static void adapt(Map<String, String> environment, WorkerOptions options) {
        for (String variable : VARIABLES) {
            String value = environment.get(variable);
            String kept = value == null ? "" : FlagVariable.withoutDebugger(value);
            if (kept.isEmpty()) {
                environment.remove(variable);
            } else {
                environment.put(variable, kept);
            }
        }
        environment.putAll(options.environment());
    }

    /**
     * The modules that a worker has to start with, so that it has those that this JVM started with. All of the module
     * path would be too many: this JVM has resolved what it needs, and the rest of the path may not even go together.
     */
    static Set<String> modules(WorkerOptions options) {
        Set<String> names = new TreeSet<>();
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            if (!isOfJdk(module)) {
                names.add(module.name());
            }
        }
        if (options.javaHome().isPresent()
                || ModuleFinder.ofSystem().find(SIGNALS).isPresent()) {
            names.add(SIGNALS);
        }
        return names;
    }

    private static boolean isOfJdk(ResolvedModule module) {
        String name = module.name();
        return (name.startsWith("java.") || name.startsWith("jdk."))
                && "jrt"
                        .equals(module.reference()
                                .location()
                                .map(URI::getScheme)
                                .orElse("jrt"));
    }
}
