package dev.tandem.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.ExitCode;
import dev.tandem.cli.TandemCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** Wrong options: each is refused before anything runs, with the option, the value and the rule. */
class UsageTest {
    @Test
    void options_thatCannotBe_areNamed() {
        assertUsage("--processes must be positive: 0", "-j0", "String::length");
        assertUsage("--processes must be at most 10000: 2000000000", "-j2000000000", "x::y");
        assertUsage("--threads must be positive: -1", "--threads=-1", "String::length");
        assertUsage(
                "--processes and --threads exclude each other: --processes=2, --threads=3",
                "-P2",
                "--threads=3",
                "x::y");
        assertUsage("--heap is for worker processes, not for --threads", "--threads=3", "--heap=1g", "x::y");
        assertUsage(
                "--jvm-flag is for worker processes, not for --threads", "--threads=3", "--jvm-flag=-Xss1m", "x::y");
        assertUsage("--retries must not be negative: -1", "--retries=-1", "x::y");
        assertUsage("--timeout: must be a number with ms, s, m, h or d, such as 10s: soon", "--timeout=soon", "x::y");
        assertUsage("--halt: the number must be a whole one over 0: now,fail=0", "--halt=now,fail=0", "x::y");
        assertUsage(
                "--halt: the share must be over 0% and at most 100%: soon,fail=101%", "--halt=soon,fail=101%", "x::y");
        assertUsage("--timeout: must be positive and less than 292 years: 0", "--timeout=0", "x::y");
        assertUsage("--timeout: a percentage of the median must be over 100%: 0%", "--timeout=0%", "x::y");
        assertUsage("--rate: must be a whole number with /s, /m or /h, such as 10/s: 10/d", "--rate=10/d", "x::y");
        assertUsage("--rate: the number must be positive: 0/s", "--rate=0/s", "x::y");
        assertUsage("--delay: must be positive and less than 292 years: 0ms", "--delay=0ms", "x::y");
        assertUsage("--rate and --delay exclude each other: --rate=1/s, --delay=1", "--rate=1/s", "--delay=1", "x::y");
        assertUsage("--resume needs the --joblog to go on with", "--resume", "x::y");
        assertUsage("--resume-failed needs the --joblog to go on with", "--resume-failed", "x::y");
        assertUsage(
                "--resume goes on with files that were written before, and this is no regular file: --joblog=/dev/null",
                "--resume",
                "--joblog=/dev/null",
                "x::y");
        assertUsage(
                "--resume-failed goes on with files that were written before, and this is no regular file:"
                        + " --output=/dev/stdout",
                "--resume-failed",
                "--joblog=a",
                "--output=/dev/stdout",
                "x::y");
        assertUsage("--joblog and --output must be two files: a", "--joblog=./a", "-o", "a", "x::y");
        assertUsage("--verbose and --quiet exclude each other", "-vq", "x::y");
        assertUsage("--tag and --json exclude each other: JSON has the input anyway", "--tag", "--json", "x::y");
        assertUsage("inputs come in one way only: --arg-file, --files or :::", "x::y", "-a", "pom.xml", "--files", ".");
        assertUsage("--null is for inputs of standard input or --arg-file", "x::y", "-0", "--files", ".");
        assertUsage("--arg-file is a directory, and --files takes the files in it: src", "-a", "src", "x::y");
        assertUsage("--arg-file: there is no such file, or it cannot be read: none", "-a", "none", "x::y");
    }

    @Test
    void sizes_thatCannotBe_areNamed_withTheRule() {
        assertUsage("--heap: must be a whole number with k, m or g, such as 512m or 2g: 512MB", "--heap=512MB", "x::y");
        assertUsage("--heap: must be at least 8m, or no worker can live: 1", "--heap=1", "x::y");
        assertUsage("--memory-limit: must be at least 64m, or no worker can live: 10K", "--memory-limit=10K", "x::y");
        assertThat(messageOf("--memory-limit=999999999g", "x::y"))
                .matches(
                        "tandem map: --memory-limit: must be at most \\d+m, the memory of this machine: 999999999g\\R");
        assertThat(messageOf("--heap=999999999g", "x::y")).contains("the memory of this machine");
    }

    @Test
    void valuesThatAreNone_areNamedInWordsOfUsers() {
        assertThat(messageOf("--retries=99999999999", "x::y"))
                .contains("'--retries': must be a whole number, of at most 2147483647: 99999999999");
        assertThat(messageOf("--charset=XX", "x::y"))
                .contains("'--charset': must be a charset that this JVM has, such as UTF-8 or ISO-8859-1: XX");
        assertThat(messageOf("--prints=loud", "x::y"))
                .contains("'--prints': expected one of [TAGGED, PLAIN, NONE] (case-insensitive) but was 'loud'");
    }

    @Test
    void optionThatIsGivenTwice_hasItsLastValue_andTheOthersStay() {
        assertUsage("--heap: must be at least 8m, or no worker can live: 1", "--heap=1", "-j1", "-j2", "x::y");
        assertUsage("--processes must be positive: 0", "-j1", "-j0", "x::y");
        assertUsage(
                "--null is for inputs of standard input or --arg-file", "-0", "--files=a", "--files=b", "-0", "x::y");
        assertUsage(
                "--tag and --json exclude each other: JSON has the input anyway", "--tag", "-k", "-k", "--json", "x");
    }

    @Test
    void function_isMissingOrTooMuch() {
        assertUsage("a function is missing, such as com.acme.Parser::parse, or -e 'line -> ...'");
        assertUsage(
                "a function is missing, such as com.acme.Parser::parse, or -e 'line -> ...'; put it before --files, which takes"
                        + " all words after it",
                "--files",
                ".",
                "String::length");
        assertUsage(
                "there is more than one function: b::c; inputs are given on standard input, with --files, or after :::",
                "String::length",
                "b::c");
        assertUsage(
                "with -e there is no FUNCTION: input; inputs are given on standard input, with --files, or after :::",
                "-e",
                "s -> s",
                "input");
    }

    @Test
    void optionThatIsNone_isRefusedWithASuggestion() {
        assertThat(messageOf("--time=3", "x::y")).isEqualToNormalizingNewlines("""
                        tandem map: Unknown option: '--time=3'
                        Possible solutions: --timeout
                        Try 'tandem map --help'.
                        """);
    }

    private static void assertUsage(String message, String... arguments) {
        assertThat(messageOf(arguments)).isEqualToNormalizingNewlines("tandem map: " + message + "\n");
    }

    private static String messageOf(String... arguments) {
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "map";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int code =
                TandemCommand.commandLine().setErr(new PrintWriter(err, true)).execute(all);
        assertThat(code).isEqualTo(ExitCode.USAGE);
        return err.toString();
    }
}
