package dev.tandem.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.it.Launch.Run;
import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Flags about modules, wherever they were given, hold in workers as in their parent. SPEC P4. */
@ExtendWith(LeakCheck.class)
@Deadline
class ParentFlagsIT {
    private static final boolean HAS_NATIVE_ACCESS = Runtime.version().feature() >= 22;

    /** Both ask the same questions: the parent and its worker, which has another working directory. */
    static final String PROBE = """
            package demo;

            import dev.tandem.PoolExecutor;
            import dev.tandem.ProcessPoolExecutor;
            import java.nio.file.Path;
            import java.util.Optional;

            public final class Probe {
                public static void main(String[] args) throws Exception {
                    System.out.println("here " + answers(args));
                    String home = System.getProperty("demo.home");
                    try (PoolExecutor pool = ProcessPoolExecutor.open(o -> o.workers(1).worker(w ->
                            (home == null ? w : w.javaHome(Path.of(home)))
                                    .workingDirectory(Path.of(System.getProperty("java.home")))))) {
                        System.out.println("there " + pool.submit(Probe::answers, args).get());
                    }
                }

                static String answers(String[] questions) throws Exception {
                    StringBuilder answers = new StringBuilder();
                    for (int i = 0; i < questions.length; i += 2) {
                        answers.append(answer(questions[i], questions[i + 1])).append(' ');
                    }
                    return answers.toString().strip();
                }

                private static Object answer(String kind, String what) throws Exception {
                    Module own = Probe.class.getModule();
                    int slash = what.indexOf('/');
                    Optional<Module> module = ModuleLayer.boot().findModule(slash < 0 ? what : what.substring(0, slash));
                    return switch (kind) {
                        case "opens" -> module.get().isOpen(what.substring(slash + 1), own);
                        case "exports" -> module.get().isExported(what.substring(slash + 1), own);
                        case "reads" -> own.canRead(module.get());
                        case "module" -> module.isPresent();
                        case "native" -> Module.class.getMethod("isNativeAccessEnabled").invoke(own);
                        case "call" -> Class.forName(what).getMethod("version").invoke(null);
                        default -> throw new IllegalArgumentException(kind);
                    };
                }
            }
            """;

    private static final String OPENS = "java.base/java.lang";
    private static final String EXPORTS = "java.base/sun.nio.ch";

    @TempDir
    Path directory;

    private UserProgram program;

    @BeforeEach
    void setUp() {
        program = new UserProgram(directory);
    }

    private Path probe() throws Exception {
        return program.compile("classes", Map.of("demo/Probe.java", PROBE));
    }

    /** Adds a question about native access where it can be asked. */
    private static String[] withNative(String... words) {
        return HAS_NATIVE_ACCESS
                ? Stream.concat(Stream.of(words), Stream.of("native", "it")).toArray(String[]::new)
                : words;
    }

    private static void assertBoth(Run run, String answers) {
        assertThat(run.withoutNotices()).isEqualTo("here " + answers + "\nthere " + answers);
        assertThat(run.exitCode()).isZero();
    }

    private static String trueTimes(int count) {
        return "true ".repeat(HAS_NATIVE_ACCESS ? count + 1 : count).strip();
    }

    @Test
    void noFlags_changeNothing() throws Exception {
        assertBoth(
                program.java("-cp", UserProgram.withTandem(probe()), "demo.Probe", "opens", OPENS, "exports", EXPORTS),
                "false false");
    }

    @Test
    void flagsOnTheCommandLine_holdInWorkers() throws Exception {
        assertBoth(
                program.java(withNative(
                        "--add-opens",
                        OPENS + "=ALL-UNNAMED",
                        "--add-exports=" + EXPORTS + "=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        UserProgram.withTandem(probe()),
                        "demo.Probe",
                        "opens",
                        OPENS,
                        "exports",
                        EXPORTS)),
                trueTimes(2));
    }

    @Test
    void flagsInAnArgumentFile_holdInWorkers() throws Exception {
        Path file = Files.writeString(
                directory.resolve("flags"),
                "--add-opens " + OPENS + "=ALL-UNNAMED\n--add-exports=" + EXPORTS + "=ALL-UNNAMED\n");

        assertBoth(
                program.java(
                        "@" + file,
                        "-cp",
                        UserProgram.withTandem(probe()),
                        "demo.Probe",
                        "opens",
                        OPENS,
                        "exports",
                        EXPORTS),
                "true true");
    }

    @Test
    void flagsInVariables_holdInWorkers() throws Exception {
        Launch launch = Launch.java(
                        directory,
                        "-cp",
                        UserProgram.withTandem(probe()),
                        "demo.Probe",
                        "opens",
                        OPENS,
                        "exports",
                        EXPORTS)
                .environment("JAVA_TOOL_OPTIONS", "--add-opens=" + OPENS + "=ALL-UNNAMED")
                .environment("JDK_JAVA_OPTIONS", "--add-exports " + EXPORTS + "=ALL-UNNAMED");

        assertBoth(launch.run(), "true true");
    }

    @Test
    void flagsInAVariable_holdInWorkersWithACleanEnvironment() throws Exception {
        Path classes = program.compile(
                "classes",
                Map.of(
                        "demo/Probe.java",
                        PROBE.replace(".workingDirectory(", ".cleanEnvironment().workingDirectory(")));

        assertBoth(
                Launch.java(directory, "-cp", UserProgram.withTandem(classes), "demo.Probe", "opens", OPENS)
                        .environment("JDK_JAVA_OPTIONS", "--add-opens " + OPENS + "=ALL-UNNAMED")
                        .run(),
                "true");
    }

    @Test
    void attributesOfAnExecutableJar_holdInWorkers() throws Exception {
        program.jar(
                "my app.jar",
                probe(),
                Map.of(
                        "Main-Class",
                        "demo.Probe",
                        "Class-Path",
                        UserProgram.tandemJar().toUri().toString(),
                        "Add-Opens",
                        OPENS + " no.such.module/package java.base/no.such.pkg java.base/java.util",
                        "Add-Exports",
                        EXPORTS,
                        "Enable-Native-Access",
                        "ALL-UNNAMED"));

        assertBoth(
                program.java(withNative(
                        "-jar", "my app.jar", "opens", OPENS, "opens", "java.base/java.util", "exports", EXPORTS)),
                trueTimes(3));
    }

    // The launcher heeds them only with -jar.
    @Test
    void attributesOfAJarOnTheClassPath_holdNowhere() throws Exception {
        Path jar = program.jar("app.jar", probe(), Map.of("Add-Opens", OPENS));

        assertBoth(program.java("-cp", UserProgram.withTandem(jar), "demo.Probe", "opens", OPENS), "false");
    }

    @Test
    void previewFeatures_canBeUsedInWorkers() throws Exception {
        int release = Runtime.version().feature();
        assumeTrue(release <= 20 || release >= 23, "no preview feature of this JDK is known here");
        String feature = release <= 20
                ? "return switch (o) { case Integer i -> \"preview\"; default -> \"none\"; };"
                : "return o instanceof int i ? \"preview\" : \"none\";";
        Path classes = program.compile(
                "classes",
                List.of(
                        "--enable-preview",
                        "--release",
                        Integer.toString(release),
                        "-cp",
                        UserProgram.tandemJar().toString()),
                Map.of(
                        "demo/Probe.java",
                        PROBE,
                        "demo/Version.java",
                        "package demo; public class Version { public static String version() {" + " Object o = 42; "
                                + feature + " } }"));

        assertBoth(
                program.java(
                        "--enable-preview",
                        "-cp",
                        UserProgram.withTandem(classes),
                        "demo.Probe",
                        "call",
                        "demo.Version"),
                "preview");
    }

    @Test
    void limitedModules_areLimitedInWorkers() throws Exception {
        assertBoth(
                program.java(
                        "--limit-modules",
                        "java.base",
                        "-cp",
                        UserProgram.withTandem(probe()),
                        "demo.Probe",
                        "module",
                        "java.sql",
                        "module",
                        "java.base"),
                "false true");
    }

    // ---- modules

    private Path probeModule(String moreDirectives) throws Exception {
        return program.compileModule(
                "modules/demo",
                List.of(),
                Map.of(
                        "module-info.java",
                        "module demo { requires dev.tandem; " + moreDirectives + " }",
                        "demo/Probe.java",
                        PROBE,
                        "demo/Version.java",
                        version("demo", "original")));
    }

    private static String version(String pack, String text) {
        return "package " + pack + "; public class Version { public static String version() { return \"" + text
                + "\"; } }";
    }

    @Test
    void flagsForANamedModule_holdInWorkers() throws Exception {
        String modulePath = UserProgram.withTandem(probeModule(""));

        assertBoth(
                program.java(withNative(
                        "-p",
                        modulePath,
                        "--add-opens",
                        OPENS + "=demo",
                        "--add-exports",
                        EXPORTS + "=demo",
                        "--add-modules",
                        "java.sql",
                        "--add-reads",
                        "demo=java.sql",
                        "--enable-native-access=demo",
                        "-m",
                        "demo/demo.Probe",
                        "opens",
                        OPENS,
                        "exports",
                        EXPORTS,
                        "module",
                        "java.sql",
                        "reads",
                        "java.sql")),
                trueTimes(4));
    }

    @Test
    void flagsForANamedModule_inAnArgumentFile_holdInWorkers() throws Exception {
        Path file = directory.resolve("flags");
        Files.writeString(
                file,
                "-p \"" + UserProgram.withTandem(probeModule("")) + "\" --add-opens " + OPENS
                        + "=demo -m demo/demo.Probe");

        assertBoth(program.java("@" + file, "opens", OPENS), "true");
    }

    @Test
    void patchedModule_isPatchedInWorkers() throws Exception {
        String modulePath = UserProgram.withTandem(probeModule(""));
        program.compile("patch", Map.of("demo/Version.java", version("demo", "patched")));

        assertBoth(
                program.java(
                        "-p",
                        modulePath,
                        "--patch-module",
                        "demo=patch",
                        "-m",
                        "demo/demo.Probe",
                        "call",
                        "demo.Version"),
                "patched");
    }

    @Test
    void upgradeModulePath_isSearchedByWorkers() throws Exception {
        String modulePath = UserProgram.withTandem(probeModule(""));
        program.compileModule(
                "upgrade/other",
                List.of(),
                Map.of(
                        "module-info.java",
                        "module other { exports other; }",
                        "other/Version.java",
                        version("other", "upgraded")));

        assertBoth(
                program.java(
                        "-p",
                        modulePath,
                        "--upgrade-module-path",
                        "upgrade",
                        "--add-modules=other",
                        "-m",
                        "demo/demo.Probe",
                        "call",
                        "other.Version"),
                "upgraded");
    }

    // Both have the same package: a JVM with both modules does not start.
    @Test
    void modulesThatTheParentDoesNotUse_areNotUsedByWorkers() throws Exception {
        String modulePath = UserProgram.withTandem(probeModule("")).replace("modules/demo", "modules");
        for (String name : List.of("one", "two")) {
            program.compileModule(
                    "modules/" + name,
                    List.of(),
                    Map.of(
                            "module-info.java",
                            "module " + name + " { exports other; }",
                            "other/Version.java",
                            version("other", name)));
        }

        assertBoth(
                program.java(
                        "-p",
                        modulePath,
                        "--add-modules",
                        "two",
                        "-m",
                        "demo/demo.Probe",
                        "module",
                        "one",
                        "module",
                        "two",
                        "call",
                        "other.Version"),
                "false true two");
    }

    // ---- another JDK

    @Test
    void workersOfAnotherJdk_getTheFlagsToo() throws Exception {
        Path other = otherJdk();
        assumeTrue(other != null, "there is no other JDK on this machine");

        assertBoth(
                program.java(
                        "-Ddemo.home=" + other,
                        "--add-opens=" + OPENS + "=ALL-UNNAMED",
                        "--add-exports=" + EXPORTS + "=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        UserProgram.withTandem(probe()),
                        "demo.Probe",
                        "opens",
                        OPENS,
                        "exports",
                        EXPORTS),
                "true true");
    }

    private static Path otherJdk() throws Exception {
        Path own = Launch.home().toRealPath();
        try (Stream<Path> homes = Files.list(own.getParent())) {
            for (Path home : homes.sorted().toList()) {
                if (Files.isExecutable(home.resolve("bin/java"))
                        && !home.toRealPath().equals(own)) {
                    return home.toRealPath();
                }
            }
        }
        return null;
    }
}
