package dev.tandem.cli.about;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.cli.TandemCommand;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bash offers when the tabulator is pressed. */
class CompletionTest {
    @TempDir
    private Path dir;

    private Path script;

    @BeforeEach
    void write() throws Exception {
        assumeTrue(new File("/bin/bash").canExecute(), "there is no bash");
        script = Files.writeString(dir.resolve("completion"), completion("bash"));
    }

    private static String completion(String shell) {
        StringWriter out = new StringWriter();
        int code =
                TandemCommand.commandLine().setOut(new PrintWriter(out, true)).execute("completion", shell);
        assertThat(code).isZero();
        return out.toString();
    }

    /** Has bash complete the last word. */
    private List<String> offered(String... words) throws Exception {
        String line = "COMP_WORDS=(tandem '" + String.join("' '", words) + "'); COMP_CWORD=" + words.length
                + "; COMP_LINE=\"${COMP_WORDS[*]}\"; COMP_POINT=${#COMP_LINE}";
        String call = "function_name=$(complete -p tandem | sed 's/.*-F \\([^ ]*\\).*/\\1/'); $function_name tandem '"
                + words[words.length - 1] + "' tandem; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("/bin/bash", "--norc", "-c", "source '" + script + "'; " + line + "; " + call)
                .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt complains when nobody has pressed a key
                .start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output.lines().map(String::strip).filter(word -> !word.isEmpty()).toList();
    }

    @Test
    void commands_areOffered() throws Exception {
        assertThat(offered("")).contains("map", "doctor", "tour", "bench", "completion", "man", "help");
        assertThat(offered("do")).containsExactly("doctor");
    }

    @Test
    void options_areOffered() throws Exception {
        assertThat(offered("doctor", "--")).contains("--json", "--workers", "--help");
        assertThat(offered("doctor", "--js")).containsExactly("--json");
    }

    @Test
    void values_areOffered() throws Exception {
        assertThat(offered("completion", "")).contains("bash", "zsh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void script_saysHowToUseIt(String shell) {
        assertThat(completion(shell))
                .startsWith("# Completion of tandem ")
                .contains("source <(tandem completion " + shell + ")")
                .contains("~/." + shell + "rc");
    }
}
