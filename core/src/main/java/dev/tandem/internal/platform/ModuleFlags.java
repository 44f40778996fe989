package dev.tandem.internal.platform;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The flags of this JVM that decide what modules there are, where their classes come from, and what code may see of
 * others.
 */
/*
 * They may come from the command line, from files that it names, from variables, and from the manifest of an executable
 * jar. The JVM knows them all but the last, but to ask it takes some ten milliseconds. So it is asked only if it cannot be
 * ruled out that there are any.
 */
public final class ModuleFlags {
    private static final String PREVIEW = "--enable-preview";

    /** The flags that have a value. */
    private static final List<String> NAMES = List.of(
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--add-modules",
            "--enable-native-access",
            "--patch-module",
            "--upgrade-module-path",
            "--limit-modules");

    /** The first JDK that heeds the attribute for native access. */
    private static final int FIRST_WITH_NATIVE_ACCESS = 22;

    /** The command line of this process, words that end with zeros. */
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private ModuleFlags() {}

    /** Finds them, in the order in which they were given, in the form {@code name=value}. Takes milliseconds. */
    public static List<String> ofThisJvm() {
        List<String> flags = new ArrayList<>();
        List<String> commandLine = commandLine();
        if (mayBeGiven(commandLine, System.getenv())) {
            for (String flag : jvmFlags(commandLine)) {
                if (isModuleFlag(flag)) {
                    flags.add(flag);
                }
            }
        }
        flags.addAll(ofExecutableJar());
        return flags;
    }

    static boolean isModuleFlag(String flag) {
        return flag.equals(PREVIEW) || NAMES.stream().anyMatch(name -> flag.startsWith(name + "="));
    }

    // ---- what was said when the JVM was started

    /** The program and its arguments; empty where that cannot be known. */
    private static List<String> commandLine() {
        try {
            String text = new String(Files.readAllBytes(COMMAND_LINE), nativeEncoding());
            return Arrays.asList(text.split("\0")); // without the empty words at the end
        } catch (IOException | RuntimeException e) { // another operating system
            return List.of();
        }
    }

    private static Charset nativeEncoding() {
        String encoding = System.getProperty("native.encoding");
        return encoding == null ? Charset.defaultCharset() : Charset.forName(encoding);
    }

    /**
     * Whether there may be such flags.
     *
     * @param commandLine the program and its arguments, those of the user's program included; empty if unknown
     */
    static boolean mayBeGiven(List<String> commandLine, Map<String, String> environment) {
        if (commandLine.isEmpty() || !new File(commandLine.get(0)).getName().equals("java")) {
            return true; // another launcher has flags of its own, or hides them in a file
        }
        List<String> words = new ArrayList<>(commandLine.subList(1, commandLine.size()));
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            words.addAll(FlagVariable.words(environment.getOrDefault(variable, "")));
        }
        return words.stream().anyMatch(ModuleFlags::mayBeModuleFlag);
    }

    private static boolean mayBeModuleFlag(String word) {
        return word.startsWith("@")
                || word.startsWith("-XX:VMOptionsFile")
                || word.equals(PREVIEW)
                || NAMES.stream().anyMatch(word::startsWith);
    }

    /** All flags of this JVM. */
    private static List<String> jvmFlags(List<String> commandLine) {
        try {
            return ManagementFactory.getRuntimeMXBean().getInputArguments();
        } catch (LinkageError | RuntimeException e) { // that module is not there, or may not be asked
            return launcherFlags(commandLine);
        }
    }

    private static List<String> launcherFlags(List<String> commandLine) {
        List<String> words = new ArrayList<>(FlagVariable.words(System.getenv().getOrDefault("JDK_JAVA_OPTIONS", "")));
        if (!commandLine.isEmpty()) {
            words.addAll(commandLine.subList(1, commandLine.size()));
        } else {
            ProcessHandle.current().info().arguments().ifPresent(arguments -> words.addAll(Arrays.asList(arguments)));
        }
        List<String> flags = new ArrayList<>(FlagVariable.words(System.getenv().getOrDefault("JAVA_TOOL_OPTIONS", "")));
        flags.addAll(LauncherWords.flags(words));
        flags.addAll(FlagVariable.words(System.getenv().getOrDefault("_JAVA_OPTIONS", "")));
        return flags;
    }

    // ---- what an executable jar says

    private static List<String> ofExecutableJar() {
        String jar =
                executableJar(System.getProperty("java.class.path", ""), System.getProperty("sun.java.command", ""));
        if (jar == null) {
            return List.of();
        }
        try (JarFile file = new JarFile(jar)) {
            Manifest manifest = file.getManifest();
            return manifest == null ? List.of() : ofManifest(manifest.getMainAttributes());
        } catch (IOException | RuntimeException e) {
            return List.of(); // it was replaced or deleted since
        }
    }

    /** The jar that was started with {@code -jar}, which is the whole class path then and stands before the arguments. */
    static @Nullable String executableJar(String classPath, String command) {
        boolean isJar = !classPath.isEmpty() && (command.equals(classPath) || command.startsWith(classPath + " "));
        return isJar ? classPath : null;
    }

    private static List<String> ofManifest(Attributes attributes) {
        List<String> flags = new ArrayList<>();
        addPlaces(flags, "--add-exports=", attributes.getValue("Add-Exports"));
        addPlaces(flags, "--add-opens=", attributes.getValue("Add-Opens"));
        String nativeAccess = attributes.getValue("Enable-Native-Access");
        if (nativeAccess != null && Runtime.version().feature() >= FIRST_WITH_NATIVE_ACCESS) {
            flags.add("--enable-native-access=" + nativeAccess.strip());
        }
        return flags;
    }

    private static void addPlaces(List<String> flags, String flag, @Nullable String places) {
        for (String place : FlagVariable.words(places == null ? "" : places)) {
            if (isKnown(place)) {
                flags.add(flag + place + "=ALL-UNNAMED");
            }
        }
    }

    /** Whether there is such a package: the launcher says nothing about others, but the flag would make it complain. */
    private static boolean isKnown(String place) {
        int slash = place.indexOf('/');
        Optional<Module> module =
                slash < 0 ? Optional.empty() : ModuleLayer.boot().findModule(place.substring(0, slash));
        return module.isPresent() && module.get().getPackages().contains(place.substring(slash + 1));
    }
}
