package dev.tandem.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.testkit.Deadline;
import dev.tandem.testkit.LeakCheck;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process, on a machine that really lacks something. */
@ExtendWith(LeakCheck.class)
@Deadline
@EnabledOnOs(OS.LINUX)
class DoctorProcessTest {
    /** An answer of the command. */
    private record Answer(int code, String out, String err) {}

    @TempDir
    private Path dir;

    private Answer doctor(String before, List<String> flags, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(flags);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.tandem.cli.TandemCommand", "doctor"));
        words.addAll(List.of(arguments));
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", before + "exec \"$@\"", "sh"));
        command.addAll(words);
        File out = dir.resolve("out").toFile();
        File err = dir.resolve("err").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        process.getOutputStream().close();
        int code = process.waitFor();
        return new Answer(code, Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    @Test
    void worker_isStartedKilledAndReplaced_withFewDescriptors() throws Exception {
        Answer answer = doctor("ulimit -n 64; ", List.of(), "open-files", "worker", "leftovers");

        assertThat(answer.out())
                .containsPattern("degraded  open-files     at most 64, of which \\d+ are left")
                .containsPattern(
                        "(ok      |degraded)  worker         first result after \\d+ ms; round trip \\d+ us; killed, and"
                                + " replaced after \\d+ ms");
        assertThat(answer.code()).isEqualTo(1);
    }

    @Test
    void tooFewDescriptors_areBroken_andSaidToBe() throws Exception {
        Answer answer = doctor("ulimit -n 34; ", List.of(), "open-files");

        assertThat(answer.out()).startsWith("broken    open-files     at most 34, ");
        assertThat(answer.code()).isEqualTo(2);
    }

    @Test
    void missingTemporaryDirectory_isNamed_andTheRestIsStillLookedAt() throws Exception {
        Answer answer = doctor("", List.of("-Djava.io.tmpdir=/nonexistent"), "temp", "jdk", "--json");

        assertThat(answer.out())
                .startsWith("{\"verdict\":\"")
                .contains("\"name\":\"temp\"", "/nonexistent is not there", "\"name\":\"jdk\",\"verdict\":\"ok\"");
        assertThat(answer.code()).isIn(1, 2); // by whether there is shared memory
    }

    @Test
    void tmpdirVariable_isNotTakenForTheTemporaryDirectory() throws Exception {
        Answer answer = doctor("TMPDIR=/nonexistent; export TMPDIR; ", List.of(), "temp");

        assertThat(answer.out()).contains("ok        temp  ", "note:  TMPDIR=/nonexistent is not used");
        assertThat(answer.code()).isZero();
    }

    @Test
    void workers_getNothingOfTheOutput() throws Exception {
        Answer answer = doctor("", List.of(), "worker", "--json");

        assertThat(answer.out().lines()).hasSize(2);
        assertThat(answer.err()).isEmpty();
    }
}
