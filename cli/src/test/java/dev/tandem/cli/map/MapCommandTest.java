package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command as its users start it. */
@ExtendWith(LeakCheck.class)
@Deadline(seconds = 120)
class MapCommandTest {
    private static final String ACT = Samples.class.getName() + "::act";

    @TempDir
    private Path directory;

    @Test
    void poisonedItems_costThemselves_andNothingElse() throws Exception {
        Path log = directory.resolve("log");
        List<String> inputs = List.of("a", "fail x", "exit 0", "exit 3", "hang", "memory", "print 7", "z");
        try (CommandProcess command = CommandProcess.start(
                directory, inputs, "-j2", "-k", "--heap=48m", "--timeout=4s", "--joblog=" + log, ACT)) {
            assertThat(command.awaitExit()).as(command.err()).isEqualTo(1);
            assertThat(command.out()).isEqualTo("A\nPRINT 7\nZ\n");
            assertThat(command.err().lines())
                    .contains(
                            "tandem map: item 2 (fail x) failed: java.lang.IllegalStateException: told to fail: fail x",
                            "tandem map: item 3 (exit 0) failed: its worker died: it called System.exit or halt (exit code 0)",
                            "tandem map: item 4 (exit 3) failed: its worker died: it called System.exit or halt (exit code 3)",
                            "tandem map: item 6 (memory) failed: its worker died: out of memory (heap; --heap gives it more)",
                            "[7 print 7] printed to out by 7",
                            "[7 print 7] printed to err by 7",
                            "tandem map: 5 of 8 items failed")
                    .anyMatch(line -> line.matches(
                            "tandem map: item 5 \\(hang\\) failed: stopped after [4-9]\\.\\d{3} s: its time"
                                    + " limit is 4\\.000 s"))
                    .hasSize(8);
            assertThat(Files.readAllLines(log).stream()
                            .map(line -> line.split("\t"))
                            .map(column -> column[0] + " " + column[6] + " " + column[8] + " " + column[9]))
                    .containsExactly(
                            "Seq Exitval Input Outcome",
                            "1 0 a ok",
                            "2 1 fail x failed",
                            "3 1 exit 0 crashed",
                            "4 3 exit 3 crashed",
                            "5 -1 hang timeout",
                            "6 " + crashCode(log, 6) + " memory crashed",
                            "7 0 print 7 ok",
                            "8 0 z ok");
            command.awaitNothingLeft();
        }
    }

    /** What a JVM exits with that is out of memory is its own business, but it is no success. */
    private static String crashCode(Path log, int seq) throws IOException {
        String code = Files.readAllLines(log).get(seq).split("\t")[6];
        assertThat(code).isNotEqualTo("0");
        return code;
    }

    @Test
    void ctrlC_finishesWhatRuns_andStartsNoMore() throws Exception {
        assumeFalse(CommandProcess.isInterruptIgnored(), "this JVM ignores SIGINT, and so does what it starts");
        Path gate = directory.resolve("gate");
        List<String> inputs = List.of("a", "await " + gate, "b", "c");
        Path log = directory.resolve("log");
        try (CommandProcess command = CommandProcess.start(directory, inputs, "-j1", "--joblog=" + log, ACT)) {
            command.await("first result", () -> command.out().equals("A\n"));
            command.await("start of the second", () -> Files.exists(directory.resolve("gate.begun")));
            command.signal("INT");
            command.await("answer", () -> command.err().contains("interrupted: "));
            Files.createFile(gate);
            assertThat(command.awaitExit()).isEqualTo(130);
            assertThat(command.out()).startsWith("A\nAWAIT ").hasLineCount(2);
            assertThat(command.err())
                    .isEqualTo("tandem map: interrupted: no more items are started, and 1 that run are being"
                            + " finished; interrupt again to kill them\n"
                            + "tandem map: the rest is done by the same command with --resume\n");
            command.awaitNothingLeft();
        }
        try (CommandProcess rest =
                CommandProcess.start(directory, inputs, "-k", "-j1", "--joblog=" + log, "--resume", ACT)) {
            assertThat(rest.awaitExit()).isZero();
            assertThat(rest.out()).isEqualTo("B\nC\n");
        }
    }

    @Test
    void ctrlC_twice_killsWhatRuns() throws Exception {
        assumeFalse(CommandProcess.isInterruptIgnored(), "this JVM ignores SIGINT, and so does what it starts");
        try (CommandProcess command = CommandProcess.start(directory, List.of("a", "hang", "b"), "-j1", ACT)) {
            command.await("first result", () -> command.out().equals("A\n"));
            command.signal("INT");
            command.await("answer", () -> command.err().contains("interrupted: "));
            command.signal("INT");
            assertThat(command.awaitExit()).isEqualTo(130);
            command.awaitNothingLeft();
        }
    }

    @Test
    void sigterm_killsWhatRuns() throws Exception {
        try (CommandProcess command = CommandProcess.start(directory, List.of("a", "hang", "b"), "-j1", ACT)) {
            command.await("first result", () -> command.out().equals("A\n"));
            command.signal("TERM");
            assertThat(command.awaitExit()).isEqualTo(143);
            assertThat(command.out()).isEqualTo("A\n");
            assertThat(command.err()).isEmpty();
            command.awaitNothingLeft();
        }
    }

    @Test
    void readerThatGoesAway_endsTheCommandQuietly_whateverInputThereIs() throws Exception {
        try (CommandProcess command = CommandProcess.shell(
                directory, "yes abc | $TANDEM -j1 String::length | head -n 1; echo ${PIPESTATUS[1]}")) {
            assertThat(command.awaitExit()).isZero();
            assertThat(command.out()).isEqualTo("3\n141\n");
            assertThat(command.err()).isEmpty();
            command.awaitNothingLeft();
        }
    }

    @Test
    void words_areInputs_whateverOptionsOfInputsThereAre() throws Exception {
        try (CommandProcess command = CommandProcess.start(
                directory, List.of("from standard input"), "--threads=1", "--charset=UTF-8", ACT, ":::", "a", "b")) {
            assertThat(command.awaitExit()).as(command.err()).isZero();
            assertThat(command.out().lines()).containsExactlyInAnyOrder("A", "B");
        }
        try (CommandProcess command = CommandProcess.start(directory, List.of(), "-0", ACT, ":::", "a")) {
            assertThat(command.awaitExit()).isEqualTo(2);
            assertThat(command.err()).contains("--null is for inputs of standard input or --arg-file");
        }
    }

    @Test
    void output_isNotTheInput() throws Exception {
        Path file = Files.writeString(directory.resolve("both"), "a\n");
        try (CommandProcess command =
                CommandProcess.start(directory, List.of(), "-a", "" + file, "-o", "" + file, ACT)) {
            assertThat(command.awaitExit()).isEqualTo(2);
            assertThat(command.err()).contains("--output must not be the file that inputs are read from: " + file);
        }
        try (CommandProcess command =
                CommandProcess.shell(directory, "$TANDEM -o " + file + " " + ACT + " < " + file)) {
            assertThat(command.awaitExit()).isEqualTo(2);
        }
        assertThat(Files.readString(file)).isEqualTo("a\n");
    }

    @Test
    void lineThatDoesNotFitIntoTheHeap_endsTheRun() throws Exception {
        try (CommandProcess command =
                CommandProcess.shell(directory, "head -c 300M /dev/zero | $TANDEM --threads=1 String::length")) {
            assertThat(command.awaitExit()).as(command.err()).isEqualTo(4);
            assertThat(command.err()).contains("the input cannot be read: java.lang.OutOfMemoryError");
        }
    }

    @Test
    void badFlagOfTheWorkers_isWrongUsage() throws Exception {
        try (CommandProcess command = CommandProcess.start(directory, List.of(), "--jvm-flag=foo", ACT)) {
            assertThat(command.awaitExit()).isEqualTo(2);
            assertThat(command.err())
                    .contains("--jvm-flag: a JVM flag must start with a dash: jvmFlags contains 'foo'");
        }
    }

    @Test
    void closedStandardInput_isNoFileOfTheJvm() throws Exception {
        try (CommandProcess command = CommandProcess.shell(directory, "$TANDEM String::length <&-")) {
            assertThat(command.awaitExit()).isEqualTo(2);
            assertThat(command.out()).isEmpty();
            assertThat(command.err())
                    .isEqualTo("tandem map: standard input is closed, and neither --arg-file, --files nor :::"
                            + " is given\n");
        }
    }

    @Test
    void directoryAsStandardInput_isRefused_beforeAnythingIsWritten() throws Exception {
        Path out = Files.writeString(directory.resolve("out"), "precious");
        try (CommandProcess command =
                CommandProcess.shell(directory, "$TANDEM -o '" + out + "' String::length < '" + directory + "'")) {
            assertThat(command.awaitExit()).isEqualTo(2);
            assertThat(command.err())
                    .isEqualTo("tandem map: standard input is a directory; --files takes the files in it\n");
            assertThat(out).hasContent("precious");
        }
    }

    @Test
    void fullDisk_isSaid() throws Exception {
        try (CommandProcess command = CommandProcess.shell(directory, "$TANDEM -j1 String::length ::: a > /dev/full")) {
            assertThat(command.awaitExit()).isEqualTo(4);
            assertThat(command.err())
                    .isEqualTo("tandem map: standard output cannot be written: No space left on device\n");
        }
        try (CommandProcess command = CommandProcess.shell(
                directory, "$TANDEM --dry-run String::length ::: a > /dev/full; echo $?; $TANDEM --help > /dev/full")) {
            assertThat(command.awaitExit()).isEqualTo(4);
            assertThat(command.out()).isEqualTo("4\n");
            assertThat(command.err())
                    .isEqualTo("tandem map: standard output cannot be written: No space left on device\n"
                            + "tandem: standard output cannot be written\n");
        }
    }

    @Test
    void jobLogInUse_isRefused() throws Exception {
        Path log = directory.resolve("log");
        try (OwnedFile held = OwnedFile.open("--joblog", log);
                CommandProcess command =
                        CommandProcess.start(directory, List.of("a"), "--joblog", log.toString(), "--resume", ACT)) {
            assertThat(command.awaitExit()).isEqualTo(2);
            assertThat(command.err())
                    .isEqualTo("tandem map: --joblog: another command is writing to it now: " + log + "\n");
            assertThat(held.size()).isZero();
        }
    }

    @Test
    void words_areInputs_whateverTheyLookLike() throws Exception {
        try (CommandProcess command = CommandProcess.start(
                directory,
                List.of("not read"),
                "-j1",
                "--json",
                "--import=static java.lang.Math.*",
                "-e",
                "(int n) -> abs(n)",
                ":::",
                "-3",
                "x",
                ":::")) {
            assertThat(command.awaitExit()).isEqualTo(1);
            assertThat(command.out().lines().map(line -> line.replaceAll("\"seconds\":[\\d.]+,", "")))
                    .containsExactly(
                            "{\"seq\":1,\"input\":\"-3\",\"result\":3,\"outcome\":\"ok\",\"attempts\":1,\"worker\":\"worker-1\"}",
                            "{\"seq\":2,\"input\":\"x\",\"error\":\"java.lang.NumberFormatException: For input string: \\\"x\\\"\","
                                    + "\"outcome\":\"failed\",\"attempts\":1,\"worker\":\"worker-1\"}",
                            "{\"seq\":3,\"input\":\":::\",\"error\":\"java.lang.NumberFormatException: For input string:"
                                    + " \\\":::\\\"\",\"outcome\":\"failed\",\"attempts\":1,\"worker\":\"worker-1\"}");
        }
    }

    @Test
    void jar_withAClassPathInItsManifest_runsInWorkersAndInThreads() throws Exception {
        Path jar = jarWithItsLibrary();
        for (String where : List.of("--processes=1", "--threads=1")) {
            try (CommandProcess command =
                    CommandProcess.start(directory, List.of("x"), where, "--jar", jar.toString(), "acme.App::run")) {
                assertThat(command.awaitExit()).as(command.err()).isZero();
                assertThat(command.out()).isEqualTo("library x\n");
                assertThat(command.err()).contains("printing");
            }
        }
    }

    /** app.jar names lib/library.jar, in which there is a class that it needs. */
    private Path jarWithItsLibrary() throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path library = Files.writeString(classes.resolve("Library.java"), """
                package acme;
                public class Library { static String name() { return "library "; } }
                """);
        Path app = Files.writeString(classes.resolve("App.java"), """
                package acme;
                public class App {
                    public static String run(String text) {
                        System.out.println("printing");
                        return Library.name() + text;
                    }
                }
                """);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), library.toString(), app.toString()))
                .isZero();
        Path lib = Files.createDirectories(directory.resolve("lib"));
        jar(lib.resolve("library.jar"), new Manifest(), classes.resolve("acme/Library.class"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/library.jar");
        return jar(directory.resolve("app.jar"), manifest, classes.resolve("acme/App.class"));
    }

    private static Path jar(Path jar, Manifest manifest, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.putNextEntry(new ZipEntry("acme/" + file.getFileName()));
            entries.write(Files.readAllBytes(file));
        }
        return jar;
    }

    @Test
    void dryRun_saysWhatIsMissing() throws Exception {
        Path log = directory.resolve("log");
        List<String> inputs = List.of("a", "fail b", "c");
        try (CommandProcess command = CommandProcess.start(
                directory, inputs, "-j1", "--halt=soon,done=2", "--joblog=" + log, "--quiet", ACT)) {
            assertThat(command.awaitExit()).isEqualTo(1);
            assertThat(command.err()).isEmpty();
        }
        try (CommandProcess command =
                CommandProcess.start(directory, inputs, "--dry-run", "--resume-failed", "--joblog=" + log, ACT)) {
            assertThat(command.awaitExit()).isZero();
            String function = "dev.tandem.cli.map.Samples::act(java.lang.String)";
            assertThat(command.out()).isEqualTo("2\t" + function + "\tfail b\n3\t" + function + "\tc\n");
        }
    }
}
